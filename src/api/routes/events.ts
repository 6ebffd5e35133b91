import { createRoute, z } from '@hono/zod-openapi';
import { listLastEventIds } from '../../db/events/events.ts';
import { InvalidParameter, NotFound, Unauthorized } from '../../domain/errors.ts';
import type { RouteDependencies } from '../dependencies.ts';
import { createEventStream } from '../stream/event-stream.ts';
import { resolveAthlete } from '../auth/principal.ts';
import { athleteEvent, EVENT_TYPES } from '../schemas/events.ts';
import { athletePath, lastEventIdHeader } from '../schemas/parameters.ts';
import { problems } from '../schemas/problem.ts';
import type { Router } from './router.ts';

const stream = createRoute({
  method: 'get',
  path: '/v1/athletes/{athleteId}/events',
  operationId: 'followEvents',
  summary: "Stream an athlete's events",
  description: [
    'Server-sent events. Every event has a name, so subscribe by name: `source.addEventListener("workout.processed", …)`;',
    'the `onmessage` handler of an EventSource is never called.',
    `Names: ${EVENT_TYPES.map((type) => `\`${type}\``).join(', ')}.`,
    'The data of each is an `AthleteEvent`.',
    'After a lost connection, send the last id as `Last-Event-ID` to continue without a gap or a repeat; an EventSource does so by itself.',
    'After an unknown id, the stream begins with `stream.reset` and continues with new events: read the state again.',
    'A comment line every 15 s keeps the connection open. With an athlete token the stream ends when the token expires.',
  ].join(' '),
  tags: ['Athletes'],
  parameters: [lastEventIdHeader],
  request: {
    params: athletePath,
    query: z.object({
      lastEventId: z.string().optional().openapi({
        pattern: '^\\d{1,15}$',
        example: '0',
        description: 'Like `Last-Event-ID`, for clients that cannot set headers.',
      }),
      access_token: z.string().optional().openapi({
        description: 'An athlete token, for an EventSource, which cannot send headers.',
        example: 'kP3vXw0aN9sLq2ZtYb7cRd4fHg6jMe8uTi1oBn5xVrA',
      }),
    }),
  },
  responses: {
    200: {
      description: 'A stream of events. The `data` line of each is an AthleteEvent as JSON.',
      content: { 'text/event-stream': { schema: athleteEvent } },
    },
    ...problems('everywhere', 'not-found', 'invalid-parameter'),
  },
});

/** Adds the route for an athlete's event stream. */
export function addEventRoutes(routes: Router, { database, events }: RouteDependencies) {
  routes.openapi(stream, async (c) => {
    const { athleteId } = c.req.valid('param');
    // A reconnecting EventSource sends the header, while its URL still has the first position.
    const asked = readEventId(c.req.header('Last-Event-ID') || c.req.valid('query').lastEventId);
    const athleteUuid = await resolveAthlete(c, database, athleteId);
    const newest = await database.read((db) => listLastEventIds(db, [athleteUuid]));
    const last = newest.get(athleteUuid) ?? 0;
    // An id that was never assigned: the database was restored, or it is another athlete's.
    const isUnknown = asked !== undefined && asked > last;
    const { principal, authenticateAgain } = c.var;
    const until = principal.kind === 'athlete' ? principal.expiresAt : undefined;
    const headers = {
      'Content-Type': 'text/event-stream',
      'X-Accel-Buffering': 'no',
    };
    if (c.req.method === 'HEAD') return c.body(null, 200, headers);
    return c.body(
      createEventStream({
        database,
        events,
        athleteUuid,
        athleteId,
        after: isUnknown ? last : (asked ?? last),
        until,
        begins: isUnknown ? 'reset' : asked === undefined ? 'now' : 'there',
        async mayContinue() {
          try {
            await authenticateAgain();
            return (
              principal.kind === 'athlete' || (await resolveAthlete(c, database, athleteId)) === athleteUuid
            );
          } catch (error) {
            // While PostgreSQL is down the stream stays open, without events.
            return !(error instanceof Unauthorized || error instanceof NotFound);
          }
        },
      }),
      200,
      headers,
    );
  });
}

function readEventId(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,15}$/.test(text)) throw new InvalidParameter('Last-Event-ID must be the id of an event, or 0.');
  return Number(text);
}
