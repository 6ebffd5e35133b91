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

/** Longer than a probe waits is as good as away. */
const PROBE_MS = 2000;

/** Alive and ready, for whoever supervises or balances. */
export function createServiceRoutes({ pool, starter, ...service }: RouteDependencies) {
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
