import type { MiddlewareHandler } from 'hono';
import { routePath } from 'hono/route';
import type { ApiEnv } from '../auth/principal.ts';

/** What the API needs of a logger; pino's has this shape. */
export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** One line a request: the route's pattern, never the path, query or body, which can hold ids and tokens. */
export const createRequestLog =
  (log: Log): MiddlewareHandler<ApiEnv> =>
  async (c, next) => {
    const start = performance.now();
    await next();
    const { status } = c.res;
    const fields = {
      requestId: c.var.requestId,
      method: c.req.method,
      route: routePath(c, -1),
      status,
      milliseconds: Math.round(performance.now() - start),
    };
    if (status >= 500) log.warn(fields, 'Request');
    else if (status >= 400) log.info(fields, 'Request');
    // What went well is told on demand only: at a thousand saves a second the lines would be the load.
    else log.debug(fields, 'Request');
  };
