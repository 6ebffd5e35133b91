import { createRoute } from '@hono/zod-openapi';
import { listDatedLoads } from '../../db/derived/training-load.ts';
import { basisOf, fitnessDays } from '../../domain/fitness.ts';
import type { RouteDependencies } from '../dependencies.ts';
import { resolveAthlete } from '../auth/principal.ts';
import { athletePath } from '../schemas/parameters.ts';
import { problems } from '../schemas/problem.ts';
import { trainingLoad, trainingLoadQuery } from '../schemas/training-load.ts';
import { json, type Router } from './router.ts';

const get = createRoute({
  method: 'get',
  path: '/v1/athletes/{athleteId}/training-load',
  operationId: 'getTrainingLoad',
  summary: 'Read the daily training load',
  description:
    'Daily training load with fitness, fatigue and form, at most 366 days. Future days count as rest days.',
  tags: ['Athletes'],
  request: { params: athletePath, query: trainingLoadQuery },
  responses: {
    200: json(trainingLoad, 'Each day from `from` to `to`'),
    ...problems('everywhere', 'not-found', 'invalid-parameter'),
  },
});

/** Adds the route for training load, fitness, fatigue and form. */
export function addTrainingLoadRoutes(routes: Router, { database }: RouteDependencies) {
  routes.openapi(get, async (c) => {
    const { from, to, basis: asked } = c.req.valid('query');
    const athleteUuid = await resolveAthlete(c, database, c.req.valid('param').athleteId);
    const read = await database.read((db) => listDatedLoads(db, { athleteUuids: [athleteUuid], to }));
    const loads = read.get(athleteUuid) ?? [];
    const basis = asked ?? basisOf(loads);
    return c.json({ basis, days: fitnessDays(loads, { from, to, basis }) }, 200);
  });
}
