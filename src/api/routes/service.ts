import { createRoute, z } from '@hono/zod-openapi';
import { NotReady } from '../protocol-errors.ts';
import type { RouteDependencies } from '../dependencies.ts';
import { problems } from '../schemas/problem.ts';
import { createRouter, json } from './router.ts';

const health = createRoute({
  method: 'get',
  path: '/healthz',
  operationId: 'checkHealth',
  summary: 'Whether this process is alive',
  tags: ['Service'],
  security: [],
  responses: { 200: json(z.strictObject({ status: z.literal('alive') }), 'Alive') },
});

const ready = createRoute({
  method: 'get',
  path: '/readyz',
  operationId: 'checkReadiness',
  summary: 'Whether this process can accept workouts',
  description: 'PostgreSQL decides: while Temporal is away, workouts are accepted all the same.',
  tags: ['Service'],
  security: [],
  responses: {
    200: json(
      z.strictObject({
        status: z.literal('ready'),
        postgres: z.literal(true),
        temporal: z.boolean(),
        draining: z.literal(false),
      }),
      'Ready',
    ),
    ...problems('not-ready'),
  },
});

const scrape = createRoute({
  method: 'get',
  path: '/metrics',
  operationId: 'readMetrics',
  summary: 'The figures of this process and of what it sees, for Prometheus',
  description:
    'Needs no key: it tells no ids, and is reached from where the API listens, by default this machine.',
  tags: ['Service'],
  security: [],
  responses: {
    200: { description: 'In the text format', content: { 'text/plain': { schema: z.string() } } },
  },
});

/** Longer than a probe waits is as good as away. */
const PROBE_MS = 2000;

/** Alive, ready and measured, for whoever supervises, balances or watches. */
export function createServiceRoutes({ pool, starter, metrics, ...service }: RouteDependencies) {
  const routes = createRouter();

  routes.openapi(health, (c) => c.json({ status: 'alive' as const }, 200));

  routes.openapi(ready, async (c) => {
    const [postgres, temporal] = await Promise.all([
      answers(() => pool.query('select 1')),
      starter.isTemporalReachable().catch(() => false),
    ]);
    const draining = service.isDraining();
    if (draining || !postgres) throw new NotReady({ postgres, temporal, draining });
    return c.json({ status: 'ready' as const, postgres, temporal, draining: false as const }, 200);
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
