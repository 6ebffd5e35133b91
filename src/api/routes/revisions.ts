import { createRoute } from '@hono/zod-openapi';
import { enqueueRun } from '../../db/dispatch/enqueue.ts';
import { deleteWorkout, editWorkout, reviewFlags } from '../../db/accept/revisions.ts';
import type { Transaction } from '../../db/pool.ts';
import { getAthleteIdOf, getWorkout } from '../../db/workouts/workout-reads.ts';
import type { WorkoutRef } from '../../domain/workout.ts';
import { readJson } from '../http/json-entry.ts';
import type { RouteDependencies } from '../dependencies.ts';
import { fingerprintOf, readOrMakeIdempotencyKey, readRevision } from '../http/preconditions.ts';
import { appOnly } from '../auth/principal.ts';
import { idempotencyKeyHeader, ifMatchHeader, workoutPath } from '../schemas/parameters.ts';
import { problems } from '../schemas/problem.ts';
import { acceptedWorkout } from '../schemas/workout-answers.ts';
import { flagReviewRequest } from '../schemas/workout-flags.ts';
import { workoutPatch } from '../schemas/workout.ts';
import { MERGE_PATCH, readEdit } from '../save/workout-edit.ts';
import { toAccepted } from '../save/workout-view.ts';
import { json, jsonBody, type Router } from './router.ts';

const revisionProblems = [
  'everywhere',
  'forbidden',
  'not-found',
  'invalid-parameter',
  'idempotency-key-invalid',
  'idempotency-key-reused',
  'precondition-failed',
  'precondition-required',
] as const;

const edit = createRoute({
  method: 'patch',
  path: '/v1/workouts/{workoutId}',
  operationId: 'editWorkout',
  summary: 'Edit a workout',
  description:
    'JSON merge patch (RFC 7396): absent fields stay, null clears a field. The result is validated like a save. Energy, achievements, records, leaderboards and reports are recomputed. `duplicateOf: null` makes a near duplicate count again.',
  tags: ['Workouts'],
  middleware: appOnly,
  parameters: [ifMatchHeader, idempotencyKeyHeader],
  request: { params: workoutPath, body: jsonBody('WorkoutPatch', { alsoAs: MERGE_PATCH }) },
  responses: {
    202: json(acceptedWorkout, 'Committed as the next revision'),
    ...problems(...revisionProblems, 'body', 'duplicate-workout'),
  },
});

const remove = createRoute({
  method: 'delete',
  path: '/v1/workouts/{workoutId}',
  operationId: 'deleteWorkout',
  summary: 'Delete a workout',
  description: 'GET returns 404 from now on. Achievements, records, leaderboards and reports are recomputed.',
  tags: ['Workouts'],
  middleware: appOnly,
  parameters: [ifMatchHeader, idempotencyKeyHeader],
  request: { params: workoutPath },
  responses: {
    202: json(acceptedWorkout, 'Deleted; this is its last revision'),
    ...problems(...revisionProblems),
  },
});

const review = createRoute({
  method: 'post',
  path: '/v1/workouts/{workoutId}/flag-review',
  operationId: 'reviewWorkoutFlags',
  summary: 'Review the flags of a workout',
  description:
    'With `clear`, the workout counts again for achievements, records and leaderboards. With `keep`, it stays flagged, or is flagged again. The decision is the next revision, and all steps run again. A repeated decision with the same reason changes nothing. An edit of a measured value ends the decision.',
  tags: ['Workouts'],
  middleware: appOnly,
  parameters: [idempotencyKeyHeader],
  request: { params: workoutPath, body: jsonBody('FlagReviewRequest') },
  responses: {
    202: json(acceptedWorkout, 'Committed as the next revision'),
    ...problems(
      'everywhere',
      'forbidden',
      'not-found',
      'idempotency-key-invalid',
      'idempotency-key-reused',
      'body',
      'workout-not-flagged',
    ),
  },
});

const reprocess = createRoute({
  method: 'post',
  path: '/v1/workouts/{workoutId}/reprocess',
  operationId: 'reprocessWorkout',
  summary: 'Reprocess a workout',
  description:
    'Runs all steps of the current revision again. The result is the same unless a profile, a formula or a failed step has changed.',
  tags: ['Workouts'],
  middleware: appOnly,
  request: { params: workoutPath },
  responses: {
    202: json(acceptedWorkout, 'Queued'),
    ...problems('everywhere', 'forbidden', 'not-found'),
  },
});

/** Adds the routes for edits, deletions and reprocessing. */
export function addRevisionRoutes(routes: Router, { database, dispatcher }: RouteDependencies) {
  routes.openAPIRegistry.register('WorkoutPatch', workoutPatch);
  routes.openAPIRegistry.register('FlagReviewRequest', flagReviewRequest);

  /** Writes a revision and wakes the dispatcher; answers like a save. */
  async function revise(appId: string, work: (tx: Transaction) => Promise<WorkoutRef>) {
    const revised = await database.write(async (tx) => {
      const ref = await work(tx);
      return { ...ref, athleteId: await getAthleteIdOf(tx, { appId, workoutId: ref.workoutId }) };
    });
    dispatcher.wake();
    return toAccepted(revised);
  }

  routes.openapi(edit, async (c) => {
    const { workoutId } = c.req.valid('param');
    const { appId } = c.var.principal;
    const idempotencyKey = readOrMakeIdempotencyKey(c);
    const expectedRevision = readRevision(c);
    const changes = await readEdit(c, workoutId);
    const accepted = await revise(appId, (tx) =>
      editWorkout(tx, { appId, workoutId, expectedRevision, idempotencyKey, ...changes }),
    );
    return c.json(accepted, 202);
  });

  routes.openapi(remove, async (c) => {
    const { workoutId } = c.req.valid('param');
    const { appId } = c.var.principal;
    const idempotencyKey = readOrMakeIdempotencyKey(c);
    const expectedRevision = readRevision(c);
    const fingerprint = fingerprintOf('delete', workoutId);
    const accepted = await revise(appId, (tx) =>
      deleteWorkout(tx, { appId, workoutId, expectedRevision, idempotencyKey, fingerprint }),
    );
    return c.json(accepted, 202);
  });

  routes.openapi(review, async (c) => {
    const { workoutId } = c.req.valid('param');
    const { appId } = c.var.principal;
    const idempotencyKey = readOrMakeIdempotencyKey(c);
    const decided = await readJson(c, { schema: flagReviewRequest });
    const fingerprint = fingerprintOf('flag-review', workoutId, decided);
    const accepted = await revise(appId, (tx) =>
      reviewFlags(tx, { appId, workoutId, idempotencyKey, fingerprint, ...decided }),
    );
    return c.json(accepted, 202);
  });

  routes.openapi(reprocess, async (c) => {
    const { workoutId } = c.req.valid('param');
    const { appId } = c.var.principal;
    const view = await database.write(async (tx) => {
      await enqueueRun(tx, { workoutIds: [workoutId], priority: 'interactive' });
      return getWorkout(tx, { workoutId, appId, athleteUuid: null });
    });
    dispatcher.wake();
    return c.json(toAccepted(view), 202);
  });
}
