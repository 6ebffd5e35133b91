import { createRoute, z } from '@hono/zod-openapi';
import {
  EVERYTHING,
  listAppEvents,
  LOG_START,
  resumePlace,
  type LoggedEvent,
} from '../../db/events/app-log.ts';
import { publicEventId } from '../../db/events/event-key.ts';
import { appOnly } from '../auth/principal.ts';
import type { RouteDependencies } from '../dependencies.ts';
import { decodeCursor, encodeCursor } from '../http/cursor.ts';
import { eventPage } from '../schemas/events.ts';
import { paging } from '../schemas/parameters.ts';
import { instantInCursor, uuid } from '../schemas/primitives.ts';
import { problems } from '../schemas/problem.ts';
import { json, type Router } from './router.ts';

const { limit, cursor } = paging.shape;

const list = createRoute({
  method: 'get',
  path: '/v1/events',
  operationId: 'listEvents',
  summary: "Read the app's events",
  description: [
    'All events of the app in the order of commit, the polling equivalent of a webhook. Store `nextCursor` together with',
    'your own changes and pass it as `after`: no event is lost or repeated. After a restore of the database, events may',
    'be repeated.',
    'Without `after`, it begins with the oldest event. Events of an erased athlete disappear.',
  ].join(' '),
  tags: ['Webhooks'],
  middleware: appOnly,
  request: {
    query: z.object({
      after: cursor.openapi({
        description: '`nextCursor` of the previous page.',
        example: 'eyJwb3NpdGlvbiI6MH0',
      }),
      limit,
    }),
  },
  responses: {
    200: json(eventPage, 'A page of events'),
    ...problems('everywhere', 'forbidden', 'invalid-parameter'),
  },
});

/** The place of an event, and when the event was written. */
const place = z.strictObject({
  position: z.int().min(0),
  source: uuid,
  eventId: z.int().min(0),
  readAt: instantInCursor.nullable(),
});

/** Adds the route for the app's log. */
export function addAppEventRoutes(routes: Router, { database }: RouteDependencies) {
  routes.openapi(list, async (c) => {
    const query = c.req.valid('query');
    const { appId } = c.var.principal;
    const { readAt, ...after } = decodeCursor(place, query.after) ?? { ...LOG_START, readAt: null };
    const events = await database.readSnapshot(async (db) => {
      const from = readAt ? await resumePlace(db, { appId, after, readAt: new Date(readAt) }) : after;
      return listAppEvents(db, { appId, after: from, filter: EVERYTHING, limit: query.limit });
    });
    const last = events.at(-1);
    return c.json(
      { events: events.map(toEvent), nextCursor: last ? cursorOf(last) : (query.after ?? START) },
      200,
    );
  });
}

const cursorOf = ({ position, source, eventId, createdAt }: LoggedEvent): string =>
  encodeCursor({ position, source, eventId, readAt: createdAt.toISOString() });

const START = encodeCursor({ ...LOG_START, readAt: null });

const toEvent = ({ source, eventId, type, createdAt, athleteId, data }: LoggedEvent) => ({
  id: publicEventId({ source, eventId }),
  type,
  timestamp: createdAt.toISOString(),
  athleteId,
  sequence: eventId,
  data,
});
