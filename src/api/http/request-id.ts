import { randomUUID } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import type { ApiEnv } from '../auth/principal.ts';

/** Takes the caller's id of the request when it is harmless in a log line and a header, else makes one. */
export const identifyRequest: MiddlewareHandler<ApiEnv> = async (c, next) => {
  const sent = c.req.header('X-Request-Id');
  const id = sent && isRequestId(sent) ? sent : randomUUID();
  c.set('requestId', id);
  c.header('X-Request-Id', id);
  await next();
};

const isRequestId = (text: string): boolean => /^[A-Za-z0-9._:-]{1,128}$/.test(text);
