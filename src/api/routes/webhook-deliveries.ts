import { randomUUID } from 'node:crypto';
import { createRoute, z } from '@hono/zod-openapi';
import { getAthleteUuid } from '../../db/athletes/athletes.ts';
import { parsePublicEventId, publicEventId } from '../../db/events/event-key.ts';
import { listAttempts, type StoredAttempt } from '../../db/webhooks/attempts.ts';
import { getEndpoint } from '../../db/webhooks/endpoints.ts';
import { enqueueExample, enqueueResends, MOST_RESENDS } from '../../db/webhooks/resend-requests.ts';
import { readStatistics } from '../../db/webhooks/statistics.ts';
import { NotFound, ValidationFailed } from '../../domain/errors.ts';
import { appOnly } from '../auth/principal.ts';
import { EXAMPLES } from '../contract/examples.ts';
import type { RouteDependencies } from '../dependencies.ts';
import { decodeCursor, toPage } from '../http/cursor.ts';
import { readJson } from '../http/json-entry.ts';
import { problems } from '../schemas/problem.ts';
import {
  attemptList,
  attemptQuery,
  exampleRequest,
  queuedExample,
  queuedResends,
  resendRequest,
  webhookPath,
  webhookStatistics,
} from '../schemas/webhooks.ts';
import { json, jsonBody, type Router } from './router.ts';

const PATH = '/v1/webhook-endpoints/{endpointId}';

const attempts = createRoute({
  method: 'get',
  path: `${PATH}/attempts`,
  operationId: 'listWebhookAttempts',
  summary: 'List attempts to deliver',
  description: 'Newest first. Successes are kept for a day, failures for a week.',
  tags: ['Webhooks'],
  middleware: appOnly,
  request: { params: webhookPath, query: attemptQuery },
  responses: {
    200: json(attemptList, 'A page of attempts'),
    ...problems('everywhere', 'forbidden', 'not-found', 'invalid-parameter'),
  },
});

const resend = createRoute({
  method: 'post',
  path: `${PATH}/resend`,
  operationId: 'resendWebhooks',
  summary: 'Send events again',
  description: [
    `One event, or at most ${MOST_RESENDS.toLocaleString('en')} of a range, with the same ids, signed with the current secret.`,
    'Events that wait for a retry are sent now. A disabled endpoint gets them, too. The status of the endpoint does not change.',
  ].join(' '),
  tags: ['Webhooks'],
  middleware: appOnly,
  request: { params: webhookPath, body: jsonBody('WebhookResendRequest') },
  responses: {
    202: json(queuedResends, 'The events are queued'),
    ...problems('everywhere', 'body', 'forbidden', 'not-found'),
  },
});

const example = createRoute({
  method: 'post',
  path: `${PATH}/send-example`,
  operationId: 'sendWebhookExample',
  summary: 'Send an example',
  description:
    "Sends the catalogue's example of a type, with an id of its own and `example: true` in its body.",
  tags: ['Webhooks'],
  middleware: appOnly,
  request: { params: webhookPath, body: jsonBody('WebhookExampleRequest') },
  responses: {
    202: json(queuedExample, 'The example is queued'),
    ...problems('everywhere', 'body', 'forbidden', 'not-found'),
  },
});

const statistics = createRoute({
  method: 'get',
  path: `${PATH}/statistics`,
  operationId: 'readWebhookStatistics',
  summary: 'Read the statistics of a webhook endpoint',
  description: 'Counts of deliveries since the endpoint was created, and what is pending.',
  tags: ['Webhooks'],
  middleware: appOnly,
  request: { params: webhookPath },
  responses: {
    200: json(webhookStatistics, 'The statistics'),
    ...problems('everywhere', 'forbidden', 'not-found'),
  },
});

/** PostgreSQL accepts fewer offsets than RFC 3339. */
const toDate = (instant: string | undefined): Date | undefined =>
  instant === undefined ? undefined : new Date(instant);

const attemptIdInCursor = z.string().regex(/^\d{1,18}$/);

/** Adds the routes for what an endpoint was sent, and for sending again. */
export function addWebhookDeliveryRoutes(routes: Router, { database }: RouteDependencies) {
  for (const [name, schema] of [
    ['WebhookExampleRequest', exampleRequest],
    ['WebhookResendRequest', resendRequest],
  ] as const)
    routes.openAPIRegistry.register(name, schema);

  routes.openapi(attempts, async (c) => {
    const ref = { appId: c.var.principal.appId, ...c.req.valid('param') };
    const { limit, cursor, eventId, status } = c.req.valid('query');
    const before = decodeCursor(attemptIdInCursor, cursor);
    const rows = await database.read(async (db) => {
      const { endpointId } = await getEndpoint(db, ref);
      const event = eventId === undefined ? undefined : parsePublicEventId(eventId);
      const succeeded = status === undefined ? undefined : status === 'succeeded';
      return listAttempts(db, { endpointId, event, succeeded, before, limit: limit + 1 });
    });
    const { page, ...next } = toPage(rows, limit, ({ attemptId }) => attemptId);
    return c.json({ attempts: page.map(toAttempt), ...next }, 200);
  });

  routes.openapi(resend, async (c) => {
    const ref = { appId: c.var.principal.appId, ...c.req.valid('param') };
    const { eventId, athleteId, since, until } = await readJson(c, { schema: resendRequest });
    const queued = await database.write(async (tx) => {
      const { endpointId } = await getEndpoint(tx, ref, { lock: true });
      const source =
        athleteId === undefined ? undefined : await getAthleteUuid(tx, { appId: ref.appId, athleteId });
      const event = eventId === undefined ? undefined : parsePublicEventId(eventId);
      const count = await enqueueResends(tx, {
        appId: ref.appId,
        endpointId,
        selection: { event, source, since: toDate(since), until: toDate(until) },
      });
      if (count > MOST_RESENDS) throw tooMany();
      if (count === 0 && event) throw new NotFound();
      return count;
    });
    return c.json({ queued }, 202);
  });

  routes.openapi(example, async (c) => {
    const ref = { appId: c.var.principal.appId, ...c.req.valid('param') };
    const { eventType } = await readJson(c, { schema: exampleRequest });
    const key = { source: randomUUID(), eventId: 1 };
    await database.write(async (tx) => {
      const { endpointId } = await getEndpoint(tx, ref, { lock: true });
      await enqueueExample(tx, { endpointId, key, example: EXAMPLES.events[eventType]! });
    });
    return c.json({ eventId: publicEventId(key) }, 202);
  });

  routes.openapi(statistics, async (c) => {
    const ref = { appId: c.var.principal.appId, ...c.req.valid('param') };
    const { oldestPendingAt, ...counts } = await database.read(async (db) => {
      const { endpointId } = await getEndpoint(db, ref);
      return readStatistics(db, endpointId);
    });
    return c.json({ ...counts, ...(oldestPendingAt && { oldestPendingAt }) }, 200);
  });
}

const tooMany = () =>
  new ValidationFailed([
    {
      pointer: '/since',
      code: 'too-big',
      detail: `selects more than ${MOST_RESENDS.toLocaleString('en')} events; choose a shorter range`,
    },
  ]);

function toAttempt({ source, eventId, attempt, succeeded, startedAt, durationMs, ...rest }: StoredAttempt) {
  const { statusCode, error, response, nextAttemptAt } = rest;
  return {
    eventId: publicEventId({ source, eventId }),
    attempt,
    status: succeeded ? ('succeeded' as const) : ('failed' as const),
    startedAt,
    durationMs,
    ...(statusCode !== null && { statusCode }),
    ...(error !== null && { error }),
    ...(response !== null && { response }),
    ...(nextAttemptAt && { nextAttemptAt }),
  };
}
