import type { MiddlewareHandler } from 'hono';
import { routePath } from 'hono/route';
import { collectDefaultMetrics, Counter, Histogram, Registry } from 'prom-client';
import type { ApiEnv } from '../auth/principal.ts';
import type { ServiceState } from './service-state.ts';
import { createStateGauges } from './state-gauges.ts';

/** A save takes a few milliseconds; one that is held for PostgreSQL up to 5 s. */
const BUCKETS = [0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.3, 0.5, 1, 2.5, 5, 10];

/** The API's metrics. Labels are small closed sets: a route is identified by its pattern, and ids are never labels. */
export interface Metrics {
  /** Counts and times each request. */
  measure: MiddlewareHandler<ApiEnv>;
  /** Counts an accepted workout. */
  countAccepted(): void;
  /** Returns all metrics in Prometheus' text format. */
  render(): Promise<string>;
  contentType: string;
}

export function createMetrics({ readState }: { readState: () => Promise<ServiceState> }): Metrics {
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

  return {
    contentType: register.contentType,
    async measure(c, next) {
      const start = performance.now();
      await next();
      const seconds = (performance.now() - start) / 1000;
      requests.observe({ method: c.req.method, route: routePath(c, -1), status: c.res.status }, seconds);
    },
    countAccepted: () => accepted.inc(),
    async render() {
      show(await readState());
      return register.metrics();
    },
  };
}
