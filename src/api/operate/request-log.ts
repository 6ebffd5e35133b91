import type { MiddlewareHandler } from 'hono';
import { routePath } from 'hono/route';
import type { ApiEnv } from '../auth/principal.ts';

/** The logger that the API needs; pino's fits. */
export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** Logs one line per request: the route's pattern, never the path, query or body, which may hold ids and tokens. */
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
    // Successful requests are logged at debug level: at a thousand saves a second the lines would be the load.
    else log.debug(fields, 'Request');
  };
