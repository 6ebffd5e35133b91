import { createRoute } from '@hono/zod-openapi';
import { findShareKey } from '../../db/athletes/api-keys.ts';
import { getAthleteByUuid } from '../../db/athletes/athletes.ts';
import { getWorkout } from '../../db/workouts/workout-reads.ts';
import { isMonth } from '../../domain/calendar.ts';
import { Forbidden, NotFound, ValidationFailed } from '../../domain/errors.ts';
import { resolveAthlete } from '../auth/principal.ts';
import type { RouteDependencies } from '../dependencies.ts';
import { readJson } from '../http/json-entry.ts';
import { findEarningWorkout, readCard, reasonsToHide } from '../pictures/card-content.ts';
import { readCardLink, signCardLink, type CardPayload } from '../pictures/card-link.ts';
import { athletePath } from '../schemas/parameters.ts';
import { uuid } from '../schemas/primitives.ts';
import { problems } from '../schemas/problem.ts';
import { cardName, shareCard, shareCardRequest } from '../schemas/share-card.ts';
import { rebuildStale } from '../stale-reports.ts';
import { json, jsonBody, type Router } from './router.ts';

const create = createRoute({
  method: 'post',
  path: '/v1/athletes/{athleteId}/share-cards',
  operationId: 'createShareCard',
  summary: 'Create a link to a share card',
  description:
    'A card is a PNG of a workout, an achievement or a month, for a link preview (`og:image`) or a story. It shows current data. With an athlete token, a private or flagged workout returns 403, and so does an achievement that it earned: only the app may show them. A card stops working when it expires, when its subject is deleted, and when its workout becomes private or flagged.',
  tags: ['Athletes'],
  request: { params: athletePath, body: jsonBody('ShareCardRequest') },
  responses: {
    201: json(shareCard, 'The link'),
    ...problems('everywhere', 'body', 'forbidden', 'not-found', 'report-not-requested'),
  },
});

const show = createRoute({
  method: 'get',
  path: '/cards/{card}',
  operationId: 'getShareCard',
  summary: 'Read a share card',
  description:
    'Needs no key, only the signed link. Returns 404 for a forged or expired link, and if the subject was deleted, or became private or flagged.',
  tags: ['Athletes'],
  security: [],
  request: { params: cardName },
  responses: {
    200: {
      description: 'The card',
      content: { 'image/png': { schema: { type: 'string', contentMediaType: 'image/png' } } },
    },
    ...problems(
      'not-found',
      'method-not-allowed',
      'uri-too-long',
      'internal-error',
      'database-unavailable',
      'renderer-busy',
      'invalid-parameter',
    ),
  },
});

/** Caches keep a card for this time only, because it may change or be withdrawn. */
const CACHED_SECONDS = 300;

/** Adds the routes for share cards. */
export function addShareCardRoutes(routes: Router, { database, log, renderer }: RouteDependencies) {
  routes.openAPIRegistry.register('ShareCardRequest', shareCardRequest);

  routes.openapi(create, async (c) => {
    const request = await readJson(c, { schema: shareCardRequest });
    if (!isIdOf(request)) {
      throw new ValidationFailed([
        { pointer: '/id', code: 'invalid', detail: `is no id of a ${request.of}` },
      ]);
    }
    const athlete = await resolveAthlete(c, database, c.req.valid('param').athleteId);
    const { appId: app, kind } = c.var.principal;
    const { of, id, format, map, expiresInSeconds } = request;
    const expires = Math.floor(Date.now() / 1000) + expiresInSeconds;
    const url = await database.read(async (db) => {
      const workout =
        of === 'achievement'
          ? await findEarningWorkout(db, { athleteUuid: athlete, achievementId: id })
          : undefined;
      const hidden =
        of === 'month'
          ? []
          : reasonsToHide(
              await getWorkout(db, { workoutId: workout ?? id, appId: app, athleteUuid: athlete }),
            );
      if (hidden.length > 0 && kind === 'athlete') throw new Forbidden();
      const payload: CardPayload = { app, athlete, of, id, workout, format, map, hidden, expires };
      await readCard(db, payload, await getAthleteByUuid(db, athlete));
      const shareKey = await findShareKey(db, app);
      if (!shareKey) throw new NotFound();
      return signCardLink(payload, shareKey);
    });
    return c.json({ url, expiresAt: new Date(expires * 1000).toISOString() }, 201);
  });

  routes.openapi(show, async (c) => {
    renderer.requireRoom('card');
    const { payload, card, isStale } = await database.read(async (db) => {
      const signed = await readCardLink(c.req.valid('param').card, {
        keyOf: (appId) => findShareKey(db, appId),
        now: Date.now(),
      });
      if (!signed) throw new NotFound();
      const athlete = await getAthleteByUuid(db, signed.athlete);
      return { payload: signed, ...(await readCard(db, signed, athlete)) };
    });
    if (isStale) await rebuildStale({ database, log }, { athleteUuid: payload.athlete, month: payload.id });
    const picture = await renderer.render({ kind: 'card', card, format: payload.format });
    const left = Math.max(0, payload.expires - Math.floor(Date.now() / 1000));
    c.header('Cache-Control', isStale ? 'no-store' : `public, max-age=${Math.min(CACHED_SECONDS, left)}`);
    c.header('Cross-Origin-Resource-Policy', 'cross-origin');
    c.header('X-Robots-Tag', 'noindex');
    return c.body(picture, 200, { 'Content-Type': 'image/png' });
  });
}

const isIdOf = ({ of, id }: { of: CardPayload['of']; id: string }): boolean => {
  if (of === 'workout') return uuid.safeParse(id).success;
  return of === 'month' ? isMonth(id) : true;
};
