import { randomBytes } from 'node:crypto';
import { createRoute } from '@hono/zod-openapi';
import { hashSecret } from '../../db/api-keys.ts';
import { insertToken } from '../../db/tokens.ts';
import type { RouteDependencies } from '../dependencies.ts';
import { readJson } from '../json-entry.ts';
import { appOnly, resolveAthlete } from '../principal.ts';
import { token, tokenRequest } from '../schemas/athlete.ts';
import { athletePath } from '../schemas/parameters.ts';
import { problems } from '../schemas/problem.ts';
import { createRouter, json, jsonBody } from './router.ts';

const create = createRoute({
  method: 'post',
  path: '/v1/athletes/{athleteId}/tokens',
  operationId: 'createToken',
  summary: "Make a token for an athlete's own page",
  description:
    "It reads this athlete's data and stream, saves this athlete's workouts and uploads, and reads boards; nothing else.",
  tags: ['Athletes'],
  middleware: appOnly,
  request: { params: athletePath, body: jsonBody('TokenRequest', { required: false }) },
  responses: {
    201: json(token, 'The token, told only once'),
    ...problems('everywhere', 'body', 'forbidden', 'not-found'),
  },
});

/** Tokens that an app hands to one athlete's browser. */
export function createTokenRoutes({ database }: RouteDependencies) {
  const routes = createRouter();
  routes.openAPIRegistry.register('TokenRequest', tokenRequest);

  routes.openapi(create, async (c) => {
    const { athleteId } = c.req.valid('param');
    const { expiresInSeconds } = await readJson(c, { schema: tokenRequest, whenAbsent: {} });
    const athleteUuid = await resolveAthlete(c, database, athleteId);
    const secret = randomBytes(32).toString('base64url');
    const { expiresAt } = await database.write((tx) =>
      insertToken(tx, { tokenHash: hashSecret(secret), athleteUuid, expiresInSeconds }),
    );
    return c.json({ token: secret, expiresAt: expiresAt.toISOString() }, 201);
  });

  return routes;
}
