import { randomBytes } from 'node:crypto';
import { createRoute } from '@hono/zod-openapi';
import { hashSecret } from '../../db/athletes/api-keys.ts';
import { deleteToken, insertToken, listTokens, newTokenId } from '../../db/athletes/tokens.ts';
import { decodeCursor, toPage } from '../http/cursor.ts';
import type { RouteDependencies } from '../dependencies.ts';
import { readJson } from '../http/json-entry.ts';
import { appOnly, resolveAthlete } from '../auth/principal.ts';
import { reportLink, token, tokenList, tokenRequest } from '../schemas/athlete.ts';
import { athletePath, monthPath, paging, tokenPath } from '../schemas/parameters.ts';
import { uuid } from '../schemas/primitives.ts';
import { problems } from '../schemas/problem.ts';
import { json, jsonBody, type Router } from './router.ts';

const create = createRoute({
  method: 'post',
  path: '/v1/athletes/{athleteId}/tokens',
  operationId: 'createToken',
  summary: 'Create a token for an athlete',
  description:
    "For the athlete's own device or page. It reads this athlete's data and events, saves this athlete's workouts and uploads, creates links to their share cards and reports, and reads leaderboards; nothing else. It ends when it expires, when it is deleted, or when the API key that created it is revoked. Send it as Bearer, or for an EventSource as `?access_token=`.",
  tags: ['Athletes'],
  middleware: appOnly,
  request: { params: athletePath, body: jsonBody('TokenRequest', { required: false }) },
  responses: {
    201: json(token, 'The token, shown only once'),
    ...problems('everywhere', 'body', 'forbidden', 'not-found'),
  },
});

const list = createRoute({
  method: 'get',
  path: '/v1/athletes/{athleteId}/tokens',
  operationId: 'listTokens',
  summary: "List an athlete's tokens",
  description: 'Tokens that still work, newest first, without their secrets.',
  tags: ['Athletes'],
  middleware: appOnly,
  request: { params: athletePath, query: paging },
  responses: {
    200: json(tokenList, 'A page of tokens, without their secrets'),
    ...problems('everywhere', 'forbidden', 'not-found', 'invalid-parameter'),
  },
});

const remove = createRoute({
  method: 'delete',
  path: '/v1/athletes/{athleteId}/tokens/{tokenId}',
  operationId: 'deleteToken',
  summary: 'Delete a token',
  description: 'The token stops working within 5 seconds; an open event stream ends within 20.',
  tags: ['Athletes'],
  middleware: appOnly,
  request: { params: tokenPath },
  responses: { 204: { description: 'Deleted' }, ...problems('everywhere', 'forbidden', 'not-found') },
});

const link = createRoute({
  method: 'post',
  path: '/v1/athletes/{athleteId}/reports/{month}/links',
  operationId: 'createReportLink',
  summary: "Create a link that opens a month's report in a browser",
  description: 'The link needs no header. It works once, within one minute.',
  tags: ['Athletes'],
  request: { params: monthPath },
  responses: {
    201: json(reportLink, 'The link'),
    ...problems('everywhere', 'not-found', 'invalid-parameter'),
  },
});

const LINK_SECONDS = 60;

const newSecret = (): string => randomBytes(32).toString('base64url');

/** Adds the routes for athlete tokens, and for one-time links to reports. */
export function addTokenRoutes(routes: Router, { database }: RouteDependencies) {
  routes.openAPIRegistry.register('TokenRequest', tokenRequest);

  routes.openapi(create, async (c) => {
    const { athleteId } = c.req.valid('param');
    const { expiresInSeconds } = await readJson(c, { schema: tokenRequest, whenAbsent: {} });
    const athleteUuid = await resolveAthlete(c, database, athleteId);
    const { keyHash } = c.var.principal;
    const [secret, tokenId] = [newSecret(), newTokenId()];
    const tokenHash = hashSecret(secret);
    const { expiresAt } = await database.write((tx) =>
      insertToken(tx, { tokenId, tokenHash, athleteUuid, keyHash, opens: null, expiresInSeconds }),
    );
    return c.json({ id: tokenId, token: secret, expiresAt }, 201);
  });

  routes.openapi(list, async (c) => {
    const { limit, cursor } = c.req.valid('query');
    const before = decodeCursor(uuid, cursor);
    const athleteUuid = await resolveAthlete(c, database, c.req.valid('param').athleteId);
    const rows = await database.read((db) => listTokens(db, { athleteUuid, before, limit: limit + 1 }));
    const { page, ...next } = toPage(rows, limit, ({ id }) => id);
    return c.json({ tokens: page, ...next }, 200);
  });

  routes.openapi(remove, async (c) => {
    const { athleteId, tokenId } = c.req.valid('param');
    const athleteUuid = await resolveAthlete(c, database, athleteId);
    await database.write((tx) => deleteToken(tx, { athleteUuid, tokenId }));
    return c.body(null, 204);
  });

  routes.openapi(link, async (c) => {
    const { athleteId, month } = c.req.valid('param');
    const athleteUuid = await resolveAthlete(c, database, athleteId);
    const { keyHash } = c.var.principal;
    const [secret, tokenId] = [newSecret(), newTokenId()];
    const tokenHash = hashSecret(secret);
    const opens = `/v1/athletes/${athleteId}/reports/${month}`;
    const { expiresAt } = await database.write((tx) =>
      insertToken(tx, { tokenId, tokenHash, athleteUuid, keyHash, opens, expiresInSeconds: LINK_SECONDS }),
    );
    return c.json({ url: `${opens}?ticket=${secret}`, expiresAt }, 201);
  });
}
