import { createRoute, z } from '@hono/zod-openapi';
import { NotReady } from '../protocol-errors.ts';
import type { RouteDependencies } from '../dependencies.ts';
import { problems } from '../schemas/problem.ts';
import { health, readiness } from '../schemas/service.ts';
import { createRouter, json } from './router.ts';

const checkHealth = createRoute({
  method: 'get',
  path: '/healthz',
  operationId: 'checkHealth',
  summary: 'Check liveness',
  description: 'Answers while the process runs, also without a database.',
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
    'Ready means that workouts can be accepted. Only PostgreSQL decides: while Temporal is unreachable, workouts are accepted and wait.',
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

/** Liveness, readiness and metrics. */
export function createServiceRoutes({ pool, inspection, metrics, ...service }: RouteDependencies) {
  const routes = createRouter();

  routes.openapi(checkHealth, (c) => c.json({ status: 'alive' as const }, 200));

  routes.openapi(checkReadiness, async (c) => {
    const [postgres, temporal] = await Promise.all([
      answers(() => pool.query('select 1')),
      inspection.isReachable(),
    ]);
    const draining = service.isDraining();
    if (draining || !postgres) throw new NotReady({ postgres, temporal, draining });
    return c.json({ status: 'ready' as const, postgres, temporal, draining }, 200);
  });

  routes.openapi(scrape, async (c) =>
    c.text(await metrics.render(), 200, { 'Content-Type': metrics.contentType, 'Cache-Control': 'no-store' }),
  );

  return routes;
}

async function answers(probe: () => Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), PROBE_MS);
  });
  try {
    return await Promise.race([probe().then(() => true), late]);
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}
