import type { WorkflowStartOptions } from '@temporalio/client';
import { defineSearchAttributeKey, TypedSearchAttributes } from '@temporalio/common';
import type { Execution } from '../db/dispatch/executions.ts';
import type * as workflows from '../workflows/index.ts';
import { SEARCH_ATTRIBUTES, TASK_QUEUES, WORKFLOWS } from '../domain/workflow-ids.ts';

const athleteUuidKey = defineSearchAttributeKey(SEARCH_ATTRIBUTES.athleteUuid, 'KEYWORD');
const sportKey = defineSearchAttributeKey(SEARCH_ATTRIBUTES.sport, 'KEYWORD');
const workoutStatusKey = defineSearchAttributeKey(SEARCH_ATTRIBUTES.workoutStatus, 'KEYWORD');

/**
 * A repeated start finds the running execution. A new start is allowed after a failed or terminated one.
 * REJECT_DUPLICATE would block a workout whose execution was terminated.
 */
const POLICIES = {
  workflowIdReusePolicy: 'ALLOW_DUPLICATE_FAILED_ONLY',
  workflowIdConflictPolicy: 'USE_EXISTING',
} as const;

export type NamedStart = { type: Start['type']; options: WorkflowStartOptions };

/**
 * Returns the options to start an execution. They hold ids, counts and states only: search attributes are never
 * encrypted.
 */
export function startOptionsOf(execution: Execution): NamedStart {
  const { type, ...options } = START_OF[execution.kind](execution);
  const searchAttributes = searchAttributesOf(execution);
  return {
    type,
    options: {
      ...POLICIES,
      ...options,
      workflowId: execution.workflowId,
      ...(searchAttributes ? { typedSearchAttributes: searchAttributes } : {}),
    },
  };
}

type Workflows = typeof workflows;

/** A workflow by name, with the arguments of its function. */
type Start = {
  [Name in keyof Workflows]: { type: Name; args: Parameters<Workflows[Name]> } & Pick<
    WorkflowStartOptions,
    'taskQueue' | 'staticSummary' | 'staticDetails'
  >;
}[keyof Workflows];

const START_OF: Record<Execution['kind'], (execution: Execution) => Start> = {
  workout({ workouts, sport }) {
    const { workoutId, revision } = workouts![0]!;
    return {
      type: WORKFLOWS.processWorkout,
      taskQueue: TASK_QUEUES.workouts,
      args: [{ workoutId, revision }],
      staticSummary: `Process a saved ${sport ?? 'workout'}, revision ${revision}`,
      staticDetails: [
        `Workout \`${workoutId}\`, revision ${revision}.`,
        'First what the workout itself gives, then what its athlete earns by it, then its final state.',
      ].join('\n\n'),
    };
  },
  batch({ subjectId, workouts }) {
    const size = workouts!.length;
    return {
      type: WORKFLOWS.processWorkoutBatch,
      taskQueue: TASK_QUEUES.batches,
      args: [{ batchId: subjectId, size }],
      staticSummary: `Process ${size} saved workouts`,
      staticDetails: 'The steps of ProcessWorkout over a list: each step is one set of statements.',
    };
  },
  upload: ({ subjectId: uploadId, priority }) => ({
    type: WORKFLOWS.processUpload,
    taskQueue: priority === 'bulk' ? TASK_QUEUES.batches : TASK_QUEUES.workouts,
    args: [{ uploadId }],
    staticSummary: 'Read an uploaded recording',
    staticDetails: `Upload \`${uploadId}\`. Each workout in it is then processed by its own \`ProcessWorkout\` execution.`,
  }),
  import: ({ subjectId: importId }) => ({
    type: WORKFLOWS.processImport,
    taskQueue: TASK_QUEUES.batches,
    args: [{ importId }],
    staticSummary: 'Follow an import to its end',
    staticDetails: `Import \`${importId}\`. Its workouts are processed in batches; when none is left, the athletes are notified.`,
  }),
  report: ({ subjectId: athleteUuid, month }) => ({
    type: WORKFLOWS.monthlyReport,
    taskQueue: TASK_QUEUES.reports,
    args: [{ athleteUuid, month: month! }],
    staticSummary: `Make the report of ${month}`,
  }),
  erasure: ({ subjectId: athleteUuid }) => ({
    type: WORKFLOWS.eraseAthlete,
    taskQueue: TASK_QUEUES.workouts,
    args: [{ athleteUuid }],
    staticSummary: 'Erase an athlete',
    staticDetails:
      'Everything of the athlete is deleted from the database, then their executions from Temporal.',
  }),
  email: ({ subjectId: emailId }) => ({
    type: WORKFLOWS.sendEmail,
    taskQueue: TASK_QUEUES.mail,
    args: [{ emailId }],
    staticSummary: 'Send an e-mail',
  }),
};

function searchAttributesOf({ kind, athleteUuid, sport }: Execution) {
  if (!athleteUuid) return undefined;
  return new TypedSearchAttributes([
    { key: athleteUuidKey, value: athleteUuid },
    ...(sport ? [{ key: sportKey, value: sport }] : []),
    ...(kind === 'workout' ? [{ key: workoutStatusKey, value: 'processing' }] : []),
  ]);
}
