import { randomUUID } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import type { ApiEnv } from '../auth/principal.ts';

/** Uses the caller's request id if it is safe in log lines and headers, else generates one. */
export const identifyRequest: MiddlewareHandler<ApiEnv> = async (c, next) => {
  const sent = c.req.header('X-Request-Id');
  const id = sent && isRequestId(sent) ? sent : randomUUID();
  c.set('requestId', id);
  c.header('X-Request-Id', id);
  await next();
};

const isRequestId = (text: string): boolean => /^[A-Za-z0-9._:-]{1,128}$/.test(text);
