import { z } from '@hono/zod-openapi';
import { described } from './primitives.ts';

export const health = z
  .strictObject({ status: described(z.literal('alive'), 'The process runs.') })
  .openapi('Health', { description: 'Liveness of the process.' });

export const readiness = z
  .strictObject({
    status: described(z.literal('ready'), 'The process accepts workouts.'),
    postgres: described(z.boolean(), 'Whether PostgreSQL is reachable.'),
    temporal: described(z.boolean(), 'Whether Temporal is reachable. Workouts are accepted without it.'),
    worker: z.enum(['ready', 'starting']).openapi('WorkerState', {
      description:
        '`ready`: a worker of the current build is polling, so a workout is processed at once. `starting`: accepted workouts wait.',
    }),
    draining: described(z.boolean(), 'Whether the process is shutting down.'),
  })
  .openapi('Readiness', { description: 'Readiness of the process.' });
