import { createRoute } from '@hono/zod-openapi';
import { getMonths, listStoredAwards, listStoredProgress } from '../../db/derived/awards.ts';
import { listStoredRecords } from '../../db/derived/records.ts';
import {
  ACHIEVEMENT_ICONS,
  ACHIEVEMENTS,
  presentAchievement,
  progressNow,
} from '../../domain/achievements/index.ts';
import type { AthleteRecord } from '../../domain/standing.ts';
import type { RouteDependencies } from '../dependencies.ts';
import { resolveAthlete } from '../auth/principal.ts';
import { achievementCatalogue, achievements, records } from '../schemas/achievement.ts';
import { athletePath } from '../schemas/parameters.ts';
import { problems } from '../schemas/problem.ts';
import { toAward } from '../save/workout-view.ts';
import { json, type Router } from './router.ts';

const listAchievements = createRoute({
  method: 'get',
  path: '/v1/achievements',
  operationId: 'listAchievements',
  summary: 'List all achievements that can be earned',
  description:
    'Returns the catalogue with the texts and icons to show to athletes. It is the same for everyone.',
  tags: ['Athletes'],
  responses: { 200: json(achievementCatalogue, 'The catalogue'), ...problems('everywhere') },
});

const getAchievements = createRoute({
  method: 'get',
  path: '/v1/athletes/{athleteId}/achievements',
  operationId: 'getAchievements',
  summary: 'List earned achievements and progress',
  description: 'Returns all earned achievements, and for each kind how far the next one is.',
  tags: ['Athletes'],
  request: { params: athletePath },
  responses: { 200: json(achievements, 'Achievements and progress'), ...problems('everywhere', 'not-found') },
});

const getRecords = createRoute({
  method: 'get',
  path: '/v1/athletes/{athleteId}/records',
  operationId: 'getRecords',
  summary: 'List personal records',
  description:
    "Returns the athlete's current records: best efforts by distance, and the best of each kind per sport.",
  tags: ['Athletes'],
  request: { params: athletePath },
  responses: { 200: json(records, 'Current records'), ...problems('everywhere', 'not-found') },
});

const CATALOGUE = ACHIEVEMENTS.map(({ per, isSurprise: _, ...rule }) => ({
  ...rule,
  repeats: per,
  iconPath: ACHIEVEMENT_ICONS[rule.icon],
}));

/** Adds the routes for achievements and personal records. */
export function addAchievementRoutes(routes: Router, { database }: RouteDependencies) {
  routes.openapi(listAchievements, (c) => c.json({ achievements: CATALOGUE }, 200));

  routes.openapi(getAchievements, async (c) => {
    const athleteUuid = await resolveAthlete(c, database, c.req.valid('param').athleteId);
    const [earned, progress, months] = await database.read((db) =>
      Promise.all([
        listStoredAwards(db, [athleteUuid]),
        listStoredProgress(db, [athleteUuid]),
        getMonths(db, athleteUuid),
      ]),
    );
    const titled = progressNow(progress, months).map(({ achievementId, value, target }) => ({
      achievementId,
      ...presentAchievement(achievementId),
      value,
      target,
    }));
    return c.json({ earned: earned.map(toAward), progress: titled }, 200);
  });

  routes.openapi(getRecords, async (c) => {
    const athleteUuid = await resolveAthlete(c, database, c.req.valid('param').athleteId);
    const rows = await database.read((db) => listStoredRecords(db, [athleteUuid]));
    return c.json({ records: rows.map(toRecord) }, 200);
  });
}

const toRecord = ({ athleteUuid: _, distanceMeters, previousValue, ...record }: AthleteRecord) => ({
  ...record,
  ...(distanceMeters === null ? {} : { distanceMeters }),
  ...(previousValue === null ? {} : { previousValue }),
});
