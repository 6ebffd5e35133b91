import type { WorkflowStartOptions } from '@temporalio/client';
import { defineSearchAttributeKey, TypedSearchAttributes } from '@temporalio/common';
import type { DueStart } from '../db/due-starts.ts';
import type { StartDetails } from '../db/start-details.ts';
import { sizeOf, type WorkoutList, type WorkoutRef } from '../domain/workout.ts';
import { BATCH_ID_PREFIX, SEARCH_ATTRIBUTES, TASK_QUEUES, WORKFLOWS } from './names.ts';

const athleteIdKey = defineSearchAttributeKey(SEARCH_ATTRIBUTES.athleteId, 'KEYWORD');
const sportKey = defineSearchAttributeKey(SEARCH_ATTRIBUTES.sport, 'KEYWORD');
const workoutStatusKey = defineSearchAttributeKey(SEARCH_ATTRIBUTES.workoutStatus, 'KEYWORD');

/**
 * A repeated start must find the running execution, and may begin again after a failed or terminated one:
 * REJECT_DUPLICATE would strand a workout whose execution somebody terminated.
 */
const POLICIES = {
  workflowIdReusePolicy: 'ALLOW_DUPLICATE_FAILED_ONLY',
  workflowIdConflictPolicy: 'USE_EXISTING',
} as const;

export type NamedStart = { type: string; options: WorkflowStartOptions };

/** How what the outbox holds is started. Ids, counts and states only: search attributes are never encrypted. */
export function startOptionsOf(start: DueStart, details?: StartDetails): NamedStart {
  const { type, ...options } = START_OF[start.kind](start, details);
  const searchAttributes = searchAttributesOf(start, details);
  return {
    type,
    options: {
      ...POLICIES,
      ...options,
      workflowId: start.workflowId,
      ...(searchAttributes ? { typedSearchAttributes: searchAttributes } : {}),
    },
  };
}

type Start = { type: string } & Pick<
  WorkflowStartOptions,
  'taskQueue' | 'args' | 'staticSummary' | 'staticDetails'
>;

const START_OF: Record<DueStart['kind'], (start: DueStart, details: StartDetails | undefined) => Start> = {
  workout: (start, details) =>
    start.workflowId.startsWith(BATCH_ID_PREFIX)
      ? batchStart({ workouts: refsOf(start) })
      : workoutStart(start, details),
  batch: (start, details) => batchStart({ batchId: start.subjects[0]!.id, size: details?.size ?? 0 }),
  upload: uploadStart,
  import: importStart,
  report: reportStart,
  erasure: erasureStart,
};

function searchAttributesOf({ kind }: DueStart, details: StartDetails | undefined) {
  if (!details?.athleteUuid) return undefined;
  return new TypedSearchAttributes([
    { key: athleteIdKey, value: details.athleteUuid },
    ...(details.sport ? [{ key: sportKey, value: details.sport }] : []),
    ...(kind === 'workout' ? [{ key: workoutStatusKey, value: 'processing' }] : []),
  ]);
}

function workoutStart({ subjects }: DueStart, details: StartDetails | undefined): Start {
  const { id: workoutId, revision } = subjects[0]!;
  return {
    type: WORKFLOWS.processWorkout,
    taskQueue: TASK_QUEUES.workouts,
    args: [{ workoutId, revision }],
    staticSummary: `Process a saved ${details?.sport ?? 'workout'}, revision ${revision}`,
    staticDetails: [
      `Workout \`${workoutId}\`, revision ${revision}.`,
      'First what the workout itself gives, then what its athlete earns by it, then its final state.',
    ].join('\n\n'),
  };
}

/** Of a batch that a version claimed which knew no lists of batches. */
const refsOf = ({ subjects }: DueStart): WorkoutRef[] =>
  subjects.map(({ id, revision }) => ({ workoutId: id, revision }));

function batchStart(list: WorkoutList): Start {
  return {
    type: WORKFLOWS.processWorkoutBatch,
    taskQueue: TASK_QUEUES.batches,
    args: [list],
    staticSummary: `Process ${sizeOf(list)} saved workouts`,
    staticDetails: 'The steps of ProcessWorkout over a list: each step is one set of statements.',
  };
}

function uploadStart({ subjects, priority }: DueStart): Start {
  const uploadId = subjects[0]!.id;
  return {
    type: WORKFLOWS.processUpload,
    taskQueue: priority === 'bulk' ? TASK_QUEUES.batches : TASK_QUEUES.workouts,
    args: [{ uploadId }],
    staticSummary: 'Read an uploaded recording',
    staticDetails: `Upload \`${uploadId}\`. Each workout in it goes its own way afterwards, as a ProcessWorkout.`,
  };
}

function importStart({ subjects }: DueStart): Start {
  const importId = subjects[0]!.id;
  return {
    type: WORKFLOWS.processImport,
    taskQueue: TASK_QUEUES.batches,
    args: [{ importId }],
    staticSummary: 'Follow an import to its end',
    staticDetails: `Import \`${importId}\`. Its workouts are processed in batches; when none is left, the athletes are told.`,
  };
}

function reportStart({ subjects, month }: DueStart): Start {
  return {
    type: WORKFLOWS.monthlyReport,
    taskQueue: TASK_QUEUES.reports,
    args: [{ athleteUuid: subjects[0]!.id, month }],
    staticSummary: `Make the report of ${month}`,
  };
}

function erasureStart({ subjects }: DueStart): Start {
  return {
    type: WORKFLOWS.eraseAthlete,
    taskQueue: TASK_QUEUES.workouts,
    args: [{ athleteUuid: subjects[0]!.id }],
    staticSummary: 'Erase an athlete',
    staticDetails:
      'Everything of the athlete is deleted from the database, then their executions from Temporal.',
  };
}
