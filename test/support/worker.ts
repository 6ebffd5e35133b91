import { NativeConnection, Runtime } from '@temporalio/worker';
import { afterAll, inject } from 'vitest';
import type { Pool } from '../../src/db/pool.ts';
import type { WebhookSettings } from '../../src/activities/dependencies.ts';
import type { Temporal } from '../../src/temporal/client.ts';
import { deleteExecutionsOf } from '../../src/temporal/deleting.ts';
import { createDispatcher } from '../../src/temporal/dispatcher.ts';
import { runWebhookWaker } from '../../src/temporal/webhook-waker.ts';
import { createLog, toTemporalLogger } from '../../src/worker/logging.ts';
import { createWorkers } from '../../src/worker/workers.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';
import { createTestNamespace } from './temporal.ts';

/** A database, a namespace and a worker, until the tests of the file have run. */
export async function startTestService(): Promise<{ database: TestDatabase; temporal: Temporal }> {
  const database = await createTestDatabase();
  const temporal = await createTestNamespace();
  const worker = await startTestWorker({ pool: database.pool, temporal });
  afterAll(async () => {
    await worker.stop();
    await temporal.close();
    await database.drop();
  });
  return { database, temporal };
}

const log = createLog('error');
let installed = false;

/** What the worker process runs, inside the test: workers for all task queues, and the dispatcher. */
export async function startTestWorker({
  pool,
  temporal,
  dispatch = true,
  webhooks = {},
}: {
  pool: Pool;
  temporal: Temporal;
  dispatch?: boolean;
  webhooks?: WebhookSettings;
}): Promise<{ stop(): Promise<void> }> {
  if (!installed) Runtime.install({ logger: toTemporalLogger(log), shutdownSignals: [] });
  installed = true;
  const stopping = new AbortController();
  const dispatcher = createDispatcher({ pool, temporal, log });
  const connection = await NativeConnection.connect({ address: inject('temporalAddress') });
  const { workers } = await createWorkers({
    connection,
    namespace: temporal.namespace,
    workflowBundlePath: undefined,
    byBuild: false,
    dependencies: {
      pool,
      webhooks: { allowLoopback: true, isStopping: () => stopping.signal.aborted, ...webhooks },
      onExecutionEnded: () => dispatcher.wakeForFreeSlot(),
      deleteExecutionsOf: (athleteUuid, options) => deleteExecutionsOf(temporal, athleteUuid, options),
    },
  });
  const runs = workers.map((worker) => worker.run());
  const dispatching = Promise.all([
    dispatch ? dispatcher.run(stopping.signal) : undefined,
    runWebhookWaker(
      { pool, temporal, log, ...(webhooks.clock && { clock: webhooks.clock }) },
      stopping.signal,
    ),
  ]);
  return {
    async stop() {
      stopping.abort();
      await dispatching;
      for (const worker of workers) worker.shutdown();
      await Promise.all(runs);
      await connection.close();
    },
  };
}
