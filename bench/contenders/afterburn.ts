import type { Connections } from '../harness/stage.ts';
import type { Contender } from './contender.ts';

const environment = ({ databaseUrl, serverUrl }: Connections): NodeJS.ProcessEnv => ({
  DATABASE_URL: databaseUrl,
  TEMPORAL_ADDRESS: serverUrl,
});

export const contender: Contender = {
  name: 'afterburn',
  title: 'Afterburn',
  setUp:
    'as it is shipped: `npm run api`, `npm run worker`; API key, full validation, idempotency key, the wait for an execution in the same row, per-step states, events, training load, duplicates',
  advice: 'README.md',
  server: 'temporal',
  packages: ['@temporalio/worker', 'pg', 'hono'],
  producer: (connections, port) => ({
    file: new URL('../../src/api/main.ts', import.meta.url),
    env: { ...environment(connections), PORT: String(port) },
  }),
  consumer: (connections) => ({
    file: new URL('../../src/worker/main.ts', import.meta.url),
    env: environment(connections),
  }),
};
