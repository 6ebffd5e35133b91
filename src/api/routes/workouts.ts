import { createRoute, z } from '@hono/zod-openapi';
import { getWorkoutDetail } from '../../db/workout-detail.ts';
import { getWorkout, listWorkouts } from '../../db/workout-reads.ts';
import { InvalidParameter } from '../../domain/errors.ts';
import { decodeCursor, toPage } from '../cursor.ts';
import type { RouteDependencies } from '../dependencies.ts';
import { readJson } from '../json-entry.ts';
import { readIdempotencyKey } from '../preconditions.ts';
import { requireSaved } from '../save-outcome.ts';
import { reachOf, requireMaySaveFor, resolveAthlete } from '../principal.ts';
import { idempotencyKeyHeader, workoutPath } from '../schemas/parameters.ts';
import { problems } from '../schemas/problem.ts';
import {
  acceptedWorkout,
  workout,
  workoutListQuery,
  workoutPlace,
  workoutSummary,
} from '../schemas/workout-answers.ts';
import { workoutSubmission } from '../schemas/workout.ts';
import { toAccepted, toWorkout, toWorkoutSummary } from '../workout-view.ts';
import { createRouter, json, jsonBody } from './router.ts';

const save = createRoute({
  method: 'post',
  path: '/v1/workouts',
  operationId: 'saveWorkout',
  summary: 'Save a workout',
  description: 'Accepted means committed: it is then processed in the background, whatever crashes.',
  tags: ['Workouts'],
  parameters: [idempotencyKeyHeader],
  request: { body: jsonBody('WorkoutSubmission') },
  responses: {
    202: {
      ...json(acceptedWorkout, 'Accepted, or the same answer as the first time'),
      headers: { Location: { schema: { type: 'string' } } },
    },
    ...problems(
      'everywhere',
      'body',
      'forbidden',
      'idempotency-key-invalid',
      'idempotency-key-reused',
      'duplicate-workout',
      'workout-deleted',
    ),
  },
});

const get = createRoute({
  method: 'get',
  path: '/v1/workouts/{workoutId}',
  operationId: 'getWorkout',
  summary: 'Read a workout with what its steps have found so far',
  tags: ['Workouts'],
  request: { params: workoutPath },
  responses: {
    200: {
      ...json(workout, 'The workout'),
      headers: { ETag: { description: 'The revision', schema: { type: 'string' } } },
    },
    ...problems('everywhere', 'not-found'),
  },
});

const list = createRoute({
  method: 'get',
  path: '/v1/workouts',
  operationId: 'listWorkouts',
  summary: "List an athlete's workouts, newest first",
  tags: ['Workouts'],
  request: { query: workoutListQuery },
  responses: {
    200: json(
      z.strictObject({ workouts: z.array(workoutSummary), nextCursor: z.string().optional() }),
      'A page of workouts',
    ),
    ...problems('everywhere', 'not-found', 'invalid-parameter'),
  },
});

/** Saving and reading workouts. */
export function createWorkoutRoutes({ database, groupCommit, starter, metrics }: RouteDependencies) {
  const routes = createRouter();
  routes.openAPIRegistry.register('WorkoutSubmission', workoutSubmission);

  routes.openapi(save, async (c) => {
    const idempotencyKey = readIdempotencyKey(c);
    const submission = await readJson(c, { schema: workoutSubmission });
    requireMaySaveFor(c.var, submission.athleteId);
    const startNow = starter.claimsNow();
    const { appId } = c.var.principal;
    const outcome = await groupCommit.accept(appId, {
      submission,
      idempotencyKey,
      startNow,
      athleteUuid: reachOf(c.var).athleteUuid,
    });
    const { workoutId, revision, kind } = requireSaved(outcome);
    if (kind === 'accepted') {
      metrics.countAccepted(startNow ? 'now' : 'later');
      if (startNow) starter.startWorkouts([{ workoutId, revision, run: 0 }]);
    }
    c.header('Location', `/v1/workouts/${workoutId}`);
    return c.json(toAccepted({ workoutId, revision, athleteId: submission.athleteId }), 202);
  });

  routes.openapi(get, async (c) => {
    const { workoutId } = c.req.valid('param');
    const [view, detail] = await database.read(async (db) => {
      const found = await getWorkout(db, { workoutId, ...reachOf(c.var) });
      return [found, await getWorkoutDetail(db, found)] as const;
    });
    c.header('ETag', `"${view.revision}"`);
    return c.json(toWorkout(view, detail), 200);
  });

  routes.openapi(list, async (c) => {
    const { limit, cursor, ...query } = c.req.valid('query');
    const { principal } = c.var;
    const after = decodeCursor(workoutPlace, cursor);
    const wanted = query.athleteId ?? (principal.kind === 'athlete' ? principal.athleteId : undefined);
    if (wanted === undefined) throw new InvalidParameter('athleteId is needed.');
    const athleteUuid = await resolveAthlete(c, database, wanted);
    const rows = await database.read((db) =>
      listWorkouts(db, {
        athleteUuid,
        limit: limit + 1,
        after: after && { startedAt: after[0], workoutId: after[1] },
      }),
    );
    const { page, ...next } = toPage(rows, limit, (row) => [row.startedAt.toISOString(), row.workoutId]);
    return c.json({ workouts: page.map(toWorkoutSummary), ...next }, 200);
  });

  return routes;
}
