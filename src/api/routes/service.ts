import { createRoute, z } from '@hono/zod-openapi';
import { listWorkers } from '../../db/dispatch/dispatch-state.ts';
import { NotReady } from '../http/protocol-errors.ts';
import type { RouteDependencies } from '../dependencies.ts';
import { problems } from '../schemas/problem.ts';
import { health, readiness } from '../schemas/service.ts';
import { within } from '../within.ts';
import { json, type Router } from './router.ts';

const checkHealth = createRoute({
  method: 'get',
  path: '/healthz',
  operationId: 'checkHealth',
  summary: 'Check liveness',
  description: 'Returns 200 while the process runs, even without a database.',
  tags: ['Service'],
  security: [],
  responses: { 200: json(health, 'Alive'), ...problems('method-not-allowed') },
});

const checkReadiness = createRoute({
  method: 'get',
  path: '/readyz',
  operationId: 'checkReadiness',
  summary: 'Check readiness',
  description:
    'Returns 200 if the process can accept workouts: it reaches PostgreSQL and is not shutting down. While Temporal or the workers are down, workouts are accepted and wait.',
  tags: ['Service'],
  security: [],
  responses: {
    200: json(readiness, 'Ready'),
    ...problems('method-not-allowed', 'not-ready'),
  },
});

const scrape = createRoute({
  method: 'get',
  path: '/metrics',
  operationId: 'readMetrics',
  summary: 'Read metrics',
  description: 'Metrics in the Prometheus text format. Needs no key: they contain no ids.',
  tags: ['Service'],
  security: [],
  responses: {
    200: { description: 'Metrics', content: { 'text/plain': { schema: z.string() } } },
    ...problems('method-not-allowed'),
  },
});

/** A dependency that does not answer within this time counts as unreachable. */
const PROBE_MS = 2000;

/** Adds the routes for liveness, readiness and metrics. */
export function addServiceRoutes(
  routes: Router,
  { pool, inspection, metrics, ...service }: RouteDependencies,
) {
  routes.openapi(checkHealth, (c) => c.json({ status: 'alive' as const }, 200));

  routes.openapi(checkReadiness, async (c) => {
    const [workers, temporal] = await Promise.all([
      within(PROBE_MS, listWorkers(pool)),
      inspection.isReachable(),
    ]);
    const postgres = workers !== undefined;
    const draining = service.isDraining();
    if (draining || !postgres) throw new NotReady({ postgres, temporal, draining });
    const worker = temporal && (await inspection.hasCurrentWorker(workers)) ? 'ready' : 'starting';
    return c.json({ status: 'ready' as const, postgres, temporal, worker, draining }, 200);
  });

  routes.openapi(scrape, async (c) =>
    c.text(await metrics.render(), 200, { 'Content-Type': metrics.contentType, 'Cache-Control': 'no-store' }),
  );
}
