import { z } from '@hono/zod-openapi';
import { MOST_PENDING } from '../../db/webhooks/statistics.ts';
import { STEPS, type StepName } from '../../domain/steps.ts';
import {
  athleteId,
  described,
  double,
  instant,
  instantInCursor,
  int32,
  model,
  nextCursor,
  utcInstant,
  uuid,
} from './primitives.ts';
import { processingStep, workoutStatus } from './workout-answers.ts';
import { yearMonth } from './parameters.ts';
import { webhookBacklog, webhookHealth } from './webhooks.ts';

const count = int32.min(0).openapi({ format: 'int32' });

const stepName = z
  .enum(STEPS.map(({ name }) => name) as [StepName, ...StepName[]])
  .openapi('StepName', { description: 'Name of a processing step.' });

const failedStep = model('FailedStep', 'A step that failed for good.', {
  workoutId: described(uuid, 'Id of the workout.'),
  app: described(z.string(), 'Name of the app.'),
  revision: described(int32, 'Revision at which the step failed.'),
  step: described(z.string(), 'Name of the step.'),
  lastError: described(z.string().nullable(), 'Kind and code of the last error.'),
  finishedAt: described(utcInstant, 'When processing of the workout ended.'),
});

const waitingWork = model('WaitingWork', 'Accepted work that is not started.', {
  waiting: described(
    count,
    'Number of accepted workouts, files, imports, reports, erasures and e-mails that have not started.',
  ),
  oldestSeconds: described(double.nullable(), 'Age of the oldest one in seconds. Null when nothing waits.'),
});

const unfinishedWorkouts = model('UnfinishedWorkouts', 'Number of unfinished workouts by priority.', {
  interactive: described(count, 'Saved, edited or reprocessed: somebody waits for the result.'),
  bulk: described(count, 'Imported, redriven, backfilled, or reprocessed after a profile change.'),
});

const workoutCounts = model('WorkoutCounts', 'Number of workouts by state.', {
  unfinished: unfinishedWorkouts,
  failed: described(count, 'Number of workouts that ended with errors. A redrive reprocesses them.'),
});

const stuckCounts = model('StuckCounts', 'Number of stuck uploads, imports, reports, erasures and e-mails.', {
  upload: described(count, 'Number of stuck uploads.'),
  import: described(count, 'Number of stuck imports.'),
  report: described(count, 'Number of stuck monthly reports.'),
  erasure: described(count, 'Number of stuck erasures.'),
  email: described(count, 'Number of stuck e-mails.'),
});

const stuckWork = model(
  'StuckWork',
  'Work whose attempts keep failing because of a fault of the service, or a report that failed for good.',
  {
    kind: z
      .enum(['upload', 'import', 'report', 'erasure', 'email'])
      .openapi('StuckKind', { description: 'Kind of stuck work.' }),
    id: described(uuid, 'Id of the upload, import or e-mail, or internal id of the athlete.'),
    month: described(yearMonth, 'Month of a report.').optional(),
    attempts: described(count, 'Failed attempts in a row. 0 for a report that failed for good.'),
    lastError: described(z.string().nullable(), 'Kind and code of the last error.'),
    since: described(utcInstant, 'When its execution was claimed, or the report was requested.'),
  },
);

/** A Temporal execution, where it is listed. */
const executionLink = {
  workflowId: described(z.string(), 'Temporal workflow id.'),
  url: described(
    z.string().openapi({ format: 'uri' }).optional(),
    'The execution in the Temporal UI. Absent when no Temporal UI is configured.',
  ),
};

const unhealthyEndpoint = model(
  'UnhealthyWebhookEndpoint',
  'A webhook endpoint that is failing or disabled, and the execution that delivers to it.',
  {
    endpointId: described(uuid, 'Id of the endpoint.'),
    app: described(z.string(), 'Name of the app.'),
    ...webhookHealth,
    lastError: described(
      z.string().nullable(),
      'Why the newest failed attempt failed. Null after a week without any.',
    ),
    ...webhookBacklog(MOST_PENDING),
    ...executionLink,
  },
);

export const operations = model(
  'Operations',
  'Backlog, work in progress, active workers and failures of all apps.',
  {
    outbox: waitingWork,
    workouts: workoutCounts,
    stuckCounts,
    openWorkflows: described(
      z.record(z.string(), count).nullable(),
      'Open executions by workflow type. Null while Temporal is unreachable.',
    ),
    pollers: described(
      z.record(z.string(), count).nullable(),
      'Workers seen in the last minute, by task queue. Null while Temporal is unreachable.',
    ),
    workersHealthy: described(
      z.boolean().nullable(),
      'Whether each task queue has a worker. Null while unknown.',
    ),
    failed: described(z.array(failedStep), 'Steps that failed for good, newest first.'),
    stuck: described(z.array(stuckWork), 'Stuck work, oldest first; at most `limit`.'),
    webhookEndpoints: described(
      z.array(unhealthyEndpoint),
      'Webhook endpoints that are failing, the longest failing first, then disabled ones; at most `limit`.',
    ),
    nextCursor,
  },
);

const workoutExecution = model('WorkoutExecution', 'A Temporal execution that processes a workout.', {
  ...executionLink,
  kind: z.enum(['workout', 'batch']).openapi('ExecutionKind', {
    description: '`batch`: the execution processes other workouts as well.',
  }),
  state: z.enum(['claimed', 'started', 'ended']).openapi('ExecutionState', {
    description: '`claimed`: it is about to start. `started`: it is open in Temporal. `ended`: it is closed.',
  }),
});

export const workoutOperations = model(
  'WorkoutOperations',
  'State, steps and executions of a workout, without its facts.',
  {
    workoutId: described(uuid, 'Id of the workout.'),
    app: described(z.string(), 'Name of the app.'),
    athleteId,
    athleteUuid: described(uuid, 'Id of the athlete in Temporal: the search attribute `AthleteUuid`.'),
    revision: described(int32, 'Current revision.'),
    status: workoutStatus,
    priority: z
      .enum(['interactive', 'bulk'])
      .openapi('Priority', { description: 'Priority of the latest execution.' }),
    acceptedAt: described(utcInstant, 'When the first revision was accepted.'),
    finishedAt: described(utcInstant.nullable(), 'When processing ended. Null while it is unfinished.'),
    steps: described(
      z.array(processingStep),
      'All steps in their order. `finishProcessing` is listed only after it failed.',
    ),
    executions: described(
      z.array(workoutExecution),
      'The latest execution, and all that are open. Empty while the workout waits.',
    ),
  },
);

export const redriveRequest = model(
  'RedriveRequest',
  'Which failed workouts to retry. With `step`, only those where this step failed or was skipped.',
  {
    step: stepName.optional(),
    since: instant
      .refine((value) => value >= '1970', {
        error: 'must not be before 1970',
        params: { code: 'out-of-range' },
      })
      .optional()
      .openapi({ description: 'Only workouts whose processing ended at this instant or later.' }),
    dryRun: described(
      z.boolean().default(false),
      'Reports what would be queued, without queueing it. Default: false.',
    ),
  },
);

const redrivenWorkout = model('RedrivenWorkout', 'A failed workout and whether it was queued again.', {
  workoutId: described(uuid, 'Id of the workout.'),
  revision: described(int32, 'Its revision.'),
  steps: described(z.array(stepName), 'Steps that run again.'),
  outcome: z.enum(['queued', 'left-alone']).openapi('RedriveOutcome', {
    description: '`left-alone`: it is already in progress, or has changed.',
  }),
});

export const redrive = model('Redrive', 'Result of one page of a redrive.', {
  dryRun: described(z.boolean(), 'Whether this was a dry run.'),
  workouts: described(z.array(redrivenWorkout), 'Workouts of this page, oldest end first.'),
  stuck: described(
    count,
    'Number of stuck uploads, imports, reports, erasures and e-mails that were queued.',
  ),
  nextCursor,
});

/** The last failed step of a page. */
export const failedStepPlace = z.strictObject({
  finishedAt: instantInCursor,
  workoutId: uuid,
  step: z.string().regex(/^\w{1,64}$/),
});

/** The last workout of a redriven page. */
export const redrivePlace = z.strictObject({
  until: instantInCursor,
  endedAt: instantInCursor,
  workoutId: uuid,
});
