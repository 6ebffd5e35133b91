import type { MiddlewareHandler } from 'hono';
import { routePath } from 'hono/route';
import { collectDefaultMetrics, Counter, Histogram, Registry } from 'prom-client';
import type { ApiEnv } from '../auth/principal.ts';
import type { ServiceState } from './service-state.ts';
import { createStateGauges } from './state-gauges.ts';

/** A save takes a few milliseconds; one that is held for PostgreSQL up to 5 s. */
const BUCKETS = [0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.3, 0.5, 1, 2.5, 5, 10];

/** Creates the API's metrics. Labels are small closed sets: the pattern identifies a route, and ids are no labels. */
export function createMetrics({ readState }: { readState: () => Promise<ServiceState> }) {
  const register = new Registry();
  const registers = [register];
  collectDefaultMetrics({ register });
  const requests = new Histogram({
    name: 'afterburn_http_request_duration_seconds',
    help: 'Time until the response begins',
    labelNames: ['method', 'route', 'status'],
    buckets: BUCKETS,
    registers,
  });
  const accepted = new Counter({
    name: 'afterburn_workouts_accepted_total',
    help: 'Workouts accepted by POST /v1/workouts',
    registers,
  });
  const show = createStateGauges(register);
  const measure: MiddlewareHandler<ApiEnv> = async (c, next) => {
    const start = performance.now();
    await next();
    const seconds = (performance.now() - start) / 1000;
    requests.observe({ method: c.req.method, route: routePath(c, -1), status: c.res.status }, seconds);
  };

  return {
    contentType: register.contentType,
    /** Counts and times each request. */
    measure,
    /** Counts an accepted workout. */
    countAccepted: () => accepted.inc(),
    /** Returns all metrics in Prometheus' text format. */
    async render(): Promise<string> {
      show(await readState());
      return register.metrics();
    },
  };
}

export type Metrics = ReturnType<typeof createMetrics>;
