import { createRoute } from '@hono/zod-openapi';
import { endOfLog } from '../../db/events/app-log.ts';
import {
  deleteEndpoint,
  getEndpoint,
  insertEndpoint,
  listEndpoints,
  newEndpointId,
  rotateKeys,
  switchEndpoint,
  updateEndpoint,
  type StoredEndpoint,
  type WebhookKeys,
} from '../../db/webhooks/endpoints.ts';
import { newWebhookKeyPair, newWebhookSecret } from '../../delivery/webhooks/signature.ts';
import { checkWebhookUrl } from '../../delivery/webhooks/webhook-url.ts';
import { ValidationFailed } from '../../domain/errors.ts';
import { appOnly } from '../auth/principal.ts';
import type { RouteDependencies } from '../dependencies.ts';
import { decodeCursor, toPage } from '../http/cursor.ts';
import { readJson } from '../http/json-entry.ts';
import { MERGE_PATCH } from '../save/workout-edit.ts';
import { paging } from '../schemas/parameters.ts';
import { uuid } from '../schemas/primitives.ts';
import { problems } from '../schemas/problem.ts';
import {
  rotation,
  webhookEndpoint,
  webhookEndpointList,
  webhookEndpointWithSecret,
  webhookPatch,
  webhookPath,
  webhookRequest,
} from '../schemas/webhooks.ts';
import { json, jsonBody, type Router } from './router.ts';

const PATH = '/v1/webhook-endpoints';

const create = createRoute({
  method: 'post',
  path: PATH,
  operationId: 'createWebhookEndpoint',
  summary: 'Create a webhook endpoint',
  description: [
    'Each event from now on is posted to the URL, signed according to Standard Webhooks (`v1` and `v1a`), in order per athlete.',
    'Return 2xx within 15 s. After any other response, the event is retried for three days. The body is',
    '`{ type, timestamp, athleteId, sequence, data }`. The secret is shown only here and after a rotation.',
  ].join(' '),
  tags: ['Webhooks'],
  middleware: appOnly,
  request: { body: jsonBody('WebhookEndpointRequest') },
  responses: {
    201: json(webhookEndpointWithSecret, 'The endpoint, with its secret'),
    ...problems('everywhere', 'body', 'forbidden', 'too-many-webhook-endpoints'),
  },
});

const list = createRoute({
  method: 'get',
  path: PATH,
  operationId: 'listWebhookEndpoints',
  summary: 'List webhook endpoints',
  description: "The app's endpoints, oldest first, without their secrets.",
  tags: ['Webhooks'],
  middleware: appOnly,
  request: { query: paging },
  responses: {
    200: json(webhookEndpointList, 'A page of endpoints'),
    ...problems('everywhere', 'forbidden', 'invalid-parameter'),
  },
});

const get = createRoute({
  method: 'get',
  path: `${PATH}/{endpointId}`,
  operationId: 'getWebhookEndpoint',
  summary: 'Read a webhook endpoint',
  description: 'Returns the endpoint without its secret.',
  tags: ['Webhooks'],
  middleware: appOnly,
  request: { params: webhookPath },
  responses: {
    200: json(webhookEndpoint, 'The endpoint'),
    ...problems('everywhere', 'forbidden', 'not-found'),
  },
});

const patch = createRoute({
  method: 'patch',
  path: `${PATH}/{endpointId}`,
  operationId: 'editWebhookEndpoint',
  summary: 'Change, disable or enable a webhook endpoint',
  description:
    'JSON merge patch (RFC 7396): absent fields stay. `status: "enabled"` continues with the event at which the endpoint stopped.',
  tags: ['Webhooks'],
  middleware: appOnly,
  request: { params: webhookPath, body: jsonBody('WebhookEndpointPatch', { alsoAs: MERGE_PATCH }) },
  responses: {
    200: json(webhookEndpoint, 'The endpoint'),
    ...problems('everywhere', 'body', 'forbidden', 'not-found'),
  },
});

const remove = createRoute({
  method: 'delete',
  path: `${PATH}/{endpointId}`,
  operationId: 'deleteWebhookEndpoint',
  summary: 'Delete a webhook endpoint',
  description: 'Deliveries stop within a few seconds. Undelivered events are not sent.',
  tags: ['Webhooks'],
  middleware: appOnly,
  request: { params: webhookPath },
  responses: { 204: { description: 'Deleted' }, ...problems('everywhere', 'forbidden', 'not-found') },
});

const rotate = createRoute({
  method: 'post',
  path: `${PATH}/{endpointId}/rotate-secret`,
  operationId: 'rotateWebhookSecret',
  summary: 'Replace the secret of a webhook endpoint',
  description:
    'Replaces the secret and the key pair. The previous ones also sign until the grace period ends.',
  tags: ['Webhooks'],
  middleware: appOnly,
  request: { params: webhookPath, body: jsonBody('WebhookRotation', { required: false }) },
  responses: {
    200: json(webhookEndpointWithSecret, 'The endpoint, with its new secret'),
    ...problems('everywhere', 'body', 'forbidden', 'not-found'),
  },
});

/** Adds the routes for webhook endpoints. */
export function addWebhookEndpointRoutes(
  routes: Router,
  { database, webhooksAllowLoopback }: RouteDependencies,
) {
  for (const [name, schema] of [
    ['WebhookEndpointRequest', webhookRequest],
    ['WebhookEndpointPatch', webhookPatch],
    ['WebhookRotation', rotation],
  ] as const)
    routes.openAPIRegistry.register(name, schema);

  const checkUrl = (url: string): void => {
    const refusal = checkWebhookUrl(url, webhooksAllowLoopback);
    if (refusal !== undefined)
      throw new ValidationFailed([{ pointer: '/url', code: 'invalid-value', detail: refusal }]);
  };

  routes.openapi(create, async (c) => {
    const settings = await readJson(c, { schema: webhookRequest });
    checkUrl(settings.url);
    const { appId } = c.var.principal;
    const [endpointId, keys] = [newEndpointId(), newKeys()];
    const created = await database.write(async (tx) =>
      insertEndpoint(tx, { appId, endpointId, settings, keys, place: await endOfLog(tx) }),
    );
    return c.json({ ...toEndpoint(created), secret: keys.secret }, 201);
  });

  routes.openapi(list, async (c) => {
    const { limit, cursor } = c.req.valid('query');
    const { appId } = c.var.principal;
    const after = decodeCursor(uuid, cursor);
    const rows = await database.read((db) => listEndpoints(db, { appId, after, limit: limit + 1 }));
    const { page, ...next } = toPage(rows, limit, ({ endpointId }) => endpointId);
    return c.json({ webhookEndpoints: page.map(toEndpoint), ...next }, 200);
  });

  routes.openapi(get, async (c) => {
    const ref = { appId: c.var.principal.appId, ...c.req.valid('param') };
    return c.json(toEndpoint(await database.read((db) => getEndpoint(db, ref))), 200);
  });

  routes.openapi(patch, async (c) => {
    const ref = { appId: c.var.principal.appId, ...c.req.valid('param') };
    const { status, ...changes } = await readJson(c, { schema: webhookPatch, alsoAs: MERGE_PATCH });
    if (changes.url !== undefined) checkUrl(changes.url);
    const changed = await database.write(async (tx) => {
      const { endpointId, ...before } = await getEndpoint(tx, ref, { lock: true });
      const settings = { ...before, ...changes };
      if (Object.keys(changes).length > 0) await updateEndpoint(tx, { endpointId, settings });
      if (status) await switchEndpoint(tx, { endpointId, enabled: status === 'enabled' });
      return getEndpoint(tx, ref);
    });
    return c.json(toEndpoint(changed), 200);
  });

  routes.openapi(remove, async (c) => {
    const ref = { appId: c.var.principal.appId, ...c.req.valid('param') };
    await database.write((tx) => deleteEndpoint(tx, ref));
    return c.body(null, 204);
  });

  routes.openapi(rotate, async (c) => {
    const ref = { appId: c.var.principal.appId, ...c.req.valid('param') };
    const { gracePeriodSeconds: graceSeconds } = await readJson(c, { schema: rotation, whenAbsent: {} });
    const keys = newKeys();
    const rotated = await database.write((tx) => rotateKeys(tx, { ...ref, keys, graceSeconds }));
    return c.json({ ...toEndpoint(rotated), secret: keys.secret }, 200);
  });
}

const newKeys = (): WebhookKeys => ({ secret: newWebhookSecret(), ...newWebhookKeyPair() });

const toEndpoint = ({ endpointId, disabledReason, failingSince, ...rest }: StoredEndpoint) => ({
  id: endpointId,
  ...rest,
  ...(disabledReason && { disabledReason }),
  ...(failingSince && { failingSince }),
});
