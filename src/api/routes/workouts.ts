import { createRoute } from '@hono/zod-openapi';
import { getWorkoutDetail } from '../../db/workouts/workout-detail.ts';
import { getWorkout, listWorkouts } from '../../db/workouts/workout-reads.ts';
import { InvalidParameter } from '../../domain/errors.ts';
import { decodeCursor, toPage } from '../http/cursor.ts';
import type { RouteDependencies } from '../dependencies.ts';
import { readJson } from '../http/json-entry.ts';
import { readIdempotencyKey } from '../http/preconditions.ts';
import { requireSaved } from '../save/save-outcome.ts';
import { scopeOf, requireCanSaveFor, resolveAthlete } from '../auth/principal.ts';
import { idempotencyKeyHeader, workoutPath } from '../schemas/parameters.ts';
import { problems } from '../schemas/problem.ts';
import {
  acceptedWorkout,
  workout,
  workoutListQuery,
  workoutPage,
  workoutPlace,
} from '../schemas/workout-answers.ts';
import { workoutSubmission } from '../schemas/workout.ts';
import { toAccepted, toWorkout, toWorkoutSummary } from '../save/workout-view.ts';
import { json, jsonBody, locationHeader, type Router } from './router.ts';

const save = createRoute({
  method: 'post',
  path: '/v1/workouts',
  operationId: 'saveWorkout',
  summary: 'Save a workout',
  description:
    '202 means that the workout is committed and will be processed, even after a crash of any process. Repeating the request is safe, also without an Idempotency-Key. An unknown athlete is created with time zone UTC. To see the results, wait for the event `workout.processed`, or poll the `Location` every second until `status` is `processed` or `processed_with_errors`.',
  tags: ['Workouts'],
  parameters: [idempotencyKeyHeader],
  request: { body: jsonBody('WorkoutSubmission') },
  responses: {
    202: json(acceptedWorkout, 'Committed; a repeated request gets the first response again', locationHeader),
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
  summary: 'Read a workout',
  description: 'Returns the workout with all results computed so far, and the state of each processing step.',
  tags: ['Workouts'],
  request: { params: workoutPath },
  responses: {
    200: json(workout, 'The workout', { ETag: { $ref: '#/components/headers/ETag' } }),
    ...problems('everywhere', 'not-found'),
  },
});

const list = createRoute({
  method: 'get',
  path: '/v1/workouts',
  operationId: 'listWorkouts',
  summary: "List an athlete's workouts",
  description: 'Newest first.',
  tags: ['Workouts'],
  request: { query: workoutListQuery },
  responses: {
    200: json(workoutPage, 'One page of workouts'),
    ...problems('everywhere', 'not-found', 'invalid-parameter'),
  },
});

/** Adds the routes to save and read workouts. */
export function addWorkoutRoutes(
  routes: Router,
  { database, groupCommit, dispatcher, metrics }: RouteDependencies,
) {
  routes.openAPIRegistry.register('WorkoutSubmission', workoutSubmission);

  routes.openapi(save, async (c) => {
    const idempotencyKey = readIdempotencyKey(c);
    const submission = await readJson(c, { schema: workoutSubmission });
    requireCanSaveFor(c.var, submission.athleteId);
    const { appId } = c.var.principal;
    const outcome = await groupCommit.accept(appId, {
      submission,
      idempotencyKey,
      athleteUuid: scopeOf(c.var).athleteUuid,
    });
    const { workoutId, revision, kind } = requireSaved(outcome);
    if (kind === 'accepted') {
      metrics.countAccepted();
      dispatcher.wake();
    }
    c.header('Location', `/v1/workouts/${workoutId}`);
    return c.json(toAccepted({ workoutId, revision, athleteId: submission.athleteId }), 202);
  });

  routes.openapi(get, async (c) => {
    const { workoutId } = c.req.valid('param');
    const [view, detail] = await database.read(async (db) => {
      const found = await getWorkout(db, { workoutId, ...scopeOf(c.var) });
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
    if (wanted === undefined) throw new InvalidParameter('athleteId is required with an API key.');
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
}
