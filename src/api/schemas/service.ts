import { z } from '@hono/zod-openapi';
import { described, model } from './primitives.ts';

export const health = model('Health', 'Liveness of the process.', {
  status: described(z.literal('alive'), 'The process runs.'),
});

export const readiness = model('Readiness', 'Readiness of the process.', {
  status: described(z.literal('ready'), 'The process accepts workouts.'),
  postgres: described(z.boolean(), 'Whether PostgreSQL is reachable.'),
  temporal: described(z.boolean(), 'Whether Temporal is reachable. Workouts are accepted without it.'),
  worker: z.enum(['ready', 'starting']).openapi('WorkerState', {
    description:
      '`ready`: a worker of the current build is polling, so a workout is processed at once. `starting`: accepted workouts wait.',
  }),
  draining: described(z.boolean(), 'Whether the process is shutting down.'),
});
