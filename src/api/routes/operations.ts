import { createRoute } from '@hono/zod-openapi';
import { readBacklog } from '../../db/dispatch/backlog.ts';
import { redrivePage } from '../../db/dispatch/redrive.ts';
import { getWorkoutDetail } from '../../db/workouts/workout-detail.ts';
import {
  getWorkoutOperations,
  listExecutionsOfWorkout,
  listFailedSteps,
} from '../../db/workouts/workout-operations.ts';
import { toSteps } from '../save/workout-view.ts';
import { listStuckWork, redriveStuckWork, type StuckWork } from '../../db/dispatch/stuck-work.ts';
import { listUnhealthyEndpoints, type UnhealthyEndpoint } from '../../db/webhooks/statistics.ts';
import { deliverWebhooksId } from '../../domain/workflow-ids.ts';
import { decodeCursor, encodeCursor, toPage } from '../http/cursor.ts';
import type { RouteDependencies } from '../dependencies.ts';
import { readJson } from '../http/json-entry.ts';
import { operatorOnly } from '../auth/principal.ts';
import {
  failedStepPlace,
  operations,
  redrive,
  redrivePlace,
  redriveRequest,
  workoutOperations,
} from '../schemas/operations.ts';
import { paging, workoutPath } from '../schemas/parameters.ts';
import { problems } from '../schemas/problem.ts';
import { json, jsonBody, type Router } from './router.ts';

const read = createRoute({
  method: 'get',
  path: '/v1/operations',
  operationId: 'readOperations',
  summary: 'Read the state of the service',
  description:
    'Backlog, work in progress, active workers and failures of all apps. Needs an operator key. While Temporal is unreachable, the values that only it knows are null.',
  tags: ['Service'],
  middleware: operatorOnly,
  request: { query: paging },
  responses: {
    200: json(operations, 'The state, and one page of failed steps'),
    ...problems('everywhere', 'forbidden', 'invalid-parameter'),
  },
});

const redriveAgain = createRoute({
  method: 'post',
  path: '/v1/operations/redrive',
  operationId: 'redriveWorkouts',
  summary: 'Reprocess failed workouts',
  description:
    'Retries the failed or skipped steps of each workout, and the steps that depend on them. Handles one page per call, oldest first; to continue, send the same body with cursor=nextCursor. Safe to repeat. Without `step`, the first page also redrives up to 1,000 stuck uploads, imports, reports, erasures and e-mails. Needs an operator key.',
  tags: ['Service'],
  middleware: operatorOnly,
  request: { query: paging, body: jsonBody('RedriveRequest', { required: false }) },
  responses: {
    200: json(redrive, 'Workouts that were queued'),
    ...problems('everywhere', 'body', 'forbidden', 'invalid-parameter'),
  },
});

const readWorkout = createRoute({
  method: 'get',
  path: '/v1/operations/workouts/{workoutId}',
  operationId: 'readWorkoutOperations',
  summary: 'Read the state of any workout',
  description:
    "A workout of any app, also a deleted one: its steps with attempts and last error, and its executions with links to the Temporal UI. Returns none of the workout's facts. Needs an operator key.",
  tags: ['Service'],
  middleware: operatorOnly,
  request: { params: workoutPath },
  responses: {
    200: json(workoutOperations, 'The state of the workout'),
    ...problems('everywhere', 'forbidden', 'not-found'),
  },
});

/** Adds the routes for operators, who see all apps. */
export function addOperationsRoutes(routes: Router, dependencies: RouteDependencies) {
  const { database, inspection, log, executionsUrl } = dependencies;
  const linkTo = (workflowId: string) => ({
    workflowId,
    ...(executionsUrl && { url: `${executionsUrl}${encodeURIComponent(workflowId)}` }),
  });
  routes.openAPIRegistry.register('RedriveRequest', redriveRequest);

  routes.openapi(read, async (c) => {
    const { limit, cursor } = c.req.valid('query');
    const after = decodeCursor(failedStepPlace, cursor);
    const [openWorkflows, pollers, [backlog, failed, stuck, unhealthy]] = await Promise.all([
      inspection.countOpenWorkflows(),
      inspection.countPollers(),
      database.read((db) =>
        Promise.all([
          readBacklog(db),
          listFailedSteps(db, { after, limit: limit + 1 }),
          listStuckWork(db, { limit }),
          listUnhealthyEndpoints(db, { limit }),
        ]),
      ),
    ]);
    const { page, ...next } = toPage(failed, limit, ({ finishedAt, workoutId, step }) => ({
      finishedAt,
      workoutId,
      step,
    }));
    const workersHealthy = pollers && Object.values(pollers).every((workers) => workers > 0);
    const state = { ...backlog, openWorkflows, pollers, workersHealthy };
    const webhookEndpoints = unhealthy.map((endpoint) => ({
      ...toUnhealthyEndpoint(endpoint),
      ...linkTo(deliverWebhooksId(endpoint.endpointId)),
    }));
    return c.json({ ...state, failed: page, stuck: stuck.map(toStuckWork), webhookEndpoints, ...next }, 200);
  });

  routes.openapi(readWorkout, async (c) => {
    const { workoutId } = c.req.valid('param');
    const { workflowId, ...workout } = await database.read((db) => getWorkoutOperations(db, workoutId));
    const [{ steps }, executions] = await database.read((db) =>
      Promise.all([getWorkoutDetail(db, workout), listExecutionsOfWorkout(db, { workoutId, workflowId })]),
    );
    return c.json(
      {
        ...workout,
        steps: toSteps(steps),
        executions: executions.map((execution) => ({ ...execution, ...linkTo(execution.workflowId) })),
      },
      200,
    );
  });

  routes.openapi(redriveAgain, async (c) => {
    const { limit, cursor } = c.req.valid('query');
    const after = decodeCursor(redrivePlace, cursor);
    const request = await readJson(c, { schema: redriveRequest, whenAbsent: {} });
    const { workouts, next, stuck } = await database.write(async (tx) => ({
      ...(await redrivePage(tx, { ...request, after, limit })),
      // Stuck work has no steps, and fits into the first page.
      stuck: request.step || after ? [] : await redriveStuckWork(tx, request),
    }));
    const { requestId } = c.var;
    const counts = { workouts: workouts.length, stuck: stuck.length };
    log.info({ requestId, ...request, ...counts }, 'Redriven by an operator');
    const more = next ? { nextCursor: encodeCursor(next) } : {};
    return c.json({ dryRun: request.dryRun, workouts, stuck: stuck.length, ...more }, 200);
  });
}

const toStuckWork = ({ workflowId: _, month, ...work }: StuckWork) => ({
  ...work,
  ...(month !== null && { month }),
});

const toUnhealthyEndpoint = ({
  disabledReason,
  failingSince,
  oldestPendingAt,
  ...endpoint
}: UnhealthyEndpoint) => ({
  ...endpoint,
  ...(disabledReason && { disabledReason }),
  ...(failingSince && { failingSince }),
  ...(oldestPendingAt && { oldestPendingAt }),
});
