import { randomUUID } from 'node:crypto';
import { createRoute } from '@hono/zod-openapi';
import { getAthlete, lockAthlete, type StoredAthlete } from '../../db/athletes/athletes.ts';
import { requestErasure } from '../../db/athletes/erasure.ts';
import { enqueueRun } from '../../db/dispatch/enqueue.ts';
import { NotFound, ValidationFailed } from '../../domain/errors.ts';
import type { RouteDependencies } from '../dependencies.ts';
import { readJson } from '../http/json-entry.ts';
import { appOnly, resolveAthlete } from '../auth/principal.ts';
import { enterWeight, replaceAthlete } from '../save/profile-change.ts';
import { athlete, athleteProfile, erasedAthlete, weight, weightInput } from '../schemas/athlete.ts';
import { athletePath, datePath } from '../schemas/parameters.ts';
import { problems } from '../schemas/problem.ts';
import { json, jsonBody, type Router } from './router.ts';

const put = createRoute({
  method: 'put',
  path: '/v1/athletes/{athleteId}',
  operationId: 'putAthlete',
  summary: "Create or replace an athlete's profile",
  description:
    'Fields left out are reset to their defaults. Recorded weights are kept. Results that depend on the profile are recomputed.',
  tags: ['Athletes'],
  middleware: appOnly,
  request: { params: athletePath, body: jsonBody('AthleteProfile') },
  responses: {
    200: json(athlete, 'Replaced'),
    201: json(athlete, 'Created'),
    ...problems('everywhere', 'body', 'forbidden'),
  },
});

const get = createRoute({
  method: 'get',
  path: '/v1/athletes/{athleteId}',
  operationId: 'getAthlete',
  summary: "Read an athlete's profile",
  description: 'Returns the profile, with unknown fields as null.',
  tags: ['Athletes'],
  request: { params: athletePath },
  responses: { 200: json(athlete, 'The athlete'), ...problems('everywhere', 'not-found') },
});

const erase = createRoute({
  method: 'delete',
  path: '/v1/athletes/{athleteId}',
  operationId: 'eraseAthlete',
  summary: 'Erase an athlete',
  description:
    'The athlete disappears from reads and leaderboards immediately; all data is deleted in the background. Saving the id later creates a new athlete. Not idempotent: a retry returns 404, or erases a new athlete that was created with the same id in between.',
  tags: ['Athletes'],
  middleware: appOnly,
  request: { params: athletePath },
  responses: {
    202: json(erasedAthlete, 'Deletion has started'),
    ...problems('everywhere', 'forbidden', 'not-found'),
  },
});

const putWeight = createRoute({
  method: 'put',
  path: '/v1/athletes/{athleteId}/weights/{date}',
  operationId: 'putWeight',
  summary: "Set the athlete's weight from a given date",
  description:
    'The weight applies from this date until the next recorded date. Energy of the workouts in between is recomputed.',
  tags: ['Athletes'],
  middleware: appOnly,
  request: { params: datePath, body: jsonBody('WeightInput') },
  responses: {
    200: json(weight, 'Recorded'),
    ...problems('everywhere', 'body', 'forbidden', 'not-found', 'invalid-parameter'),
  },
});

/** Adds the routes for profiles, weights and erasures. */
export function addAthleteRoutes(routes: Router, { database }: RouteDependencies) {
  routes.openAPIRegistry.register('AthleteProfile', athleteProfile);
  routes.openAPIRegistry.register('WeightInput', weightInput);

  routes.openapi(
    put,
    async (c) => {
      const { athleteId } = c.req.valid('param');
      const { appId } = c.var.principal;
      const { weightKg, ...profile } = await readJson(c, { schema: athleteProfile });
      const newUuid = randomUUID();
      const { created, stored } = await database.write(async (tx) => {
        const replaced = await replaceAthlete(tx, { appId, athleteId, newUuid, profile, weightKg });
        return { ...replaced, stored: await getAthlete(tx, { appId, athleteId }) };
      });
      return c.json(toAthlete(stored), created ? 201 : 200);
    },
    // The id is chosen here, not looked up, so an invalid one is an invalid value.
    (result) => {
      if (!result.success) {
        const detail = 'must be 1 to 64 letters, digits, _ or -';
        throw new ValidationFailed([{ pointer: '/athleteId', code: 'invalid-format', detail }]);
      }
    },
  );

  routes.openapi(get, async (c) => {
    const { athleteId } = c.req.valid('param');
    await resolveAthlete(c, database, athleteId);
    const { appId } = c.var.principal;
    const stored = await database.read((db) => getAthlete(db, { appId, athleteId }));
    return c.json(toAthlete(stored), 200);
  });

  routes.openapi(erase, async (c) => {
    const { athleteId } = c.req.valid('param');
    const { appId } = c.var.principal;
    let asked = false;
    await database.write(async (tx) => {
      try {
        await requestErasure(tx, { appId, athleteId });
        asked = true;
      } catch (error) {
        // A retry after a lost connection: the athlete is gone, as requested.
        if (!asked || !(error instanceof NotFound)) throw error;
      }
    });
    return c.json({ athleteId, status: 'erasing' as const }, 202);
  });

  routes.openapi(putWeight, async (c) => {
    const { athleteId, date } = c.req.valid('param');
    const { appId } = c.var.principal;
    const { weightKg } = await readJson(c, { schema: weightInput });
    await database.write(async (tx) => {
      // Locked first, as steps do: two changes of one athlete then never deadlock.
      const { athleteUuid } = await lockAthlete(tx, { appId, athleteId });
      const workoutIds = await enterWeight(tx, { athleteUuid, validFrom: date, weightKg });
      await enqueueRun(tx, { workoutIds, priority: 'bulk' });
    });
    return c.json({ athleteId, date, weightKg }, 200);
  });
}

const toAthlete = ({ athleteUuid: _athleteUuid, ...stored }: StoredAthlete) => stored;
