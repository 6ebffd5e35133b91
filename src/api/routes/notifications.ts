import { createRoute } from '@hono/zod-openapi';
import { lockAthlete } from '../../db/athletes/athletes.ts';
import { getNotifications, putNotifications } from '../../db/notifications/notifications.ts';
import type { RouteDependencies } from '../dependencies.ts';
import { readJson } from '../http/json-entry.ts';
import { appOnly, resolveAthlete } from '../auth/principal.ts';
import { notifications, storedNotifications } from '../schemas/notifications.ts';
import { athletePath } from '../schemas/parameters.ts';
import { problems } from '../schemas/problem.ts';
import { json, jsonBody, type Router } from './router.ts';

const put = createRoute({
  method: 'put',
  path: '/v1/athletes/{athleteId}/notifications',
  operationId: 'putNotifications',
  summary: "Replace an athlete's e-mail settings",
  description:
    'Address, consent by kind, and quiet hours. They are separate from the profile, so that replacing it never undoes an unsubscribe.',
  tags: ['Athletes'],
  middleware: appOnly,
  request: { params: athletePath, body: jsonBody('Notifications') },
  responses: {
    200: json(storedNotifications, 'Replaced'),
    ...problems('everywhere', 'body', 'forbidden', 'not-found'),
  },
});

const get = createRoute({
  method: 'get',
  path: '/v1/athletes/{athleteId}/notifications',
  operationId: 'getNotifications',
  summary: "Read an athlete's e-mail settings",
  description: 'Returns address, consents and quiet hours. By default there is no address and no consent.',
  tags: ['Athletes'],
  request: { params: athletePath },
  responses: { 200: json(storedNotifications, 'The settings'), ...problems('everywhere', 'not-found') },
});

/** Adds the routes for e-mail settings. */
export function addNotificationRoutes(routes: Router, { database }: RouteDependencies) {
  routes.openAPIRegistry.register('Notifications', notifications);

  routes.openapi(put, async (c) => {
    const { athleteId } = c.req.valid('param');
    const { appId } = c.var.principal;
    const settings = await readJson(c, { schema: notifications });
    const stored = await database.write(async (tx) => {
      // Locked first: an erasure either deletes what is written here, or leaves no athlete to write for.
      const { athleteUuid } = await lockAthlete(tx, { appId, athleteId });
      await putNotifications(tx, athleteUuid, settings);
      return getNotifications(tx, athleteUuid);
    });
    return c.json(stored, 200);
  });

  routes.openapi(get, async (c) => {
    const athleteUuid = await resolveAthlete(c, database, c.req.valid('param').athleteId);
    return c.json(await database.read((db) => getNotifications(db, athleteUuid)), 200);
  });
}
