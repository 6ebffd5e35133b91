import type { WorkflowStartOptions } from '@temporalio/client';
import { defineSearchAttributeKey, TypedSearchAttributes } from '@temporalio/common';
import type { DueStart } from '../db/outbox-claims.ts';
import type { StartDetails } from '../db/start-details.ts';
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
  if (start.kind === 'upload') return uploadStart(start);
  if (start.kind === 'report') return reportStart(start);
  return start.workflowId.startsWith(BATCH_ID_PREFIX) ? batchStart(start) : workoutStart(start, details);
}

function workoutStart({ workflowId, subjects }: DueStart, details: StartDetails | undefined): NamedStart {
  const { id: workoutId, revision } = subjects[0]!;
  return {
    type: WORKFLOWS.processWorkout,
    options: {
      ...POLICIES,
      workflowId,
      taskQueue: TASK_QUEUES.workouts,
      args: [{ workoutId, revision }],
      staticSummary: `Process a saved ${details?.sport ?? 'workout'}, revision ${revision}`,
      staticDetails: [
        `Workout \`${workoutId}\`, revision ${revision}.`,
        'Calories and best efforts first, then achievements and leaderboards side by side, then its final state.',
      ].join('\n\n'),
      ...(details
        ? {
            typedSearchAttributes: new TypedSearchAttributes([
              { key: athleteIdKey, value: details.athleteUuid },
              { key: sportKey, value: details.sport },
              { key: workoutStatusKey, value: 'processing' },
            ]),
          }
        : {}),
    },
  };
}

function batchStart({ workflowId, subjects }: DueStart): NamedStart {
  return {
    type: WORKFLOWS.processWorkoutBatch,
    options: {
      ...POLICIES,
      workflowId,
      taskQueue: TASK_QUEUES.batches,
      args: [{ workouts: subjects.map(({ id, revision }) => ({ workoutId: id, revision })) }],
      staticSummary: `Process ${subjects.length} saved workouts`,
      staticDetails: 'The steps of ProcessWorkout over a list: each step is one set of statements.',
    },
  };
}

function uploadStart({ workflowId, subjects }: DueStart): NamedStart {
  const uploadId = subjects[0]!.id;
  return {
    type: WORKFLOWS.processUpload,
    options: {
      ...POLICIES,
      workflowId,
      taskQueue: TASK_QUEUES.workouts,
      args: [{ uploadId }],
      staticSummary: 'Read an uploaded recording',
      staticDetails: `Upload \`${uploadId}\`. Each workout in it goes its own way afterwards, as a ProcessWorkout.`,
    },
  };
}

function reportStart({ workflowId, subjects, month }: DueStart): NamedStart {
  const athleteUuid = subjects[0]!.id;
  return {
    type: WORKFLOWS.monthlyReport,
    options: {
      ...POLICIES,
      workflowId,
      taskQueue: TASK_QUEUES.reports,
      args: [{ athleteUuid, month }],
      staticSummary: `Make the report of ${month}`,
      typedSearchAttributes: new TypedSearchAttributes([{ key: athleteIdKey, value: athleteUuid }]),
    },
  };
}
