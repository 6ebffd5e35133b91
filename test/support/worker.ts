import { NativeConnection, Runtime } from '@temporalio/worker';
import { inject } from 'vitest';
import type { Pool } from '../../src/db/pool.ts';
import type { Temporal } from '../../src/temporal/client.ts';
import { deleteExecutionsOf } from '../../src/temporal/deleting.ts';
import { createDispatcher } from '../../src/temporal/dispatcher.ts';
import { createLog, toTemporalLogger } from '../../src/worker/logging.ts';
import { createWorkers } from '../../src/worker/workers.ts';

const log = createLog('error');
let installed = false;

/** What the worker process runs, inside the test: workers for all task queues, and the dispatcher. */
export async function startTestWorker({
  pool,
  temporal,
  dispatch = true,
}: {
  pool: Pool;
  temporal: Temporal;
  dispatch?: boolean;
}): Promise<{ stop(): Promise<void> }> {
  if (!installed) Runtime.install({ logger: toTemporalLogger(log), shutdownSignals: [] });
  installed = true;
  const dispatcher = createDispatcher({ pool, temporal, log });
  const connection = await NativeConnection.connect({ address: inject('temporalAddress') });
  const { workers } = await createWorkers({
    connection,
    namespace: temporal.namespace,
    workflowBundlePath: undefined,
    byBuild: false,
    dependencies: {
      pool,
      onExecutionEnded: () => dispatcher.wakeForFreeSlot(),
      deleteExecutionsOf: (athleteUuid, options) => deleteExecutionsOf(temporal, athleteUuid, options),
    },
  });
  const stopping = new AbortController();
  const runs = workers.map((worker) => worker.run());
  const dispatching = dispatch ? dispatcher.run(stopping.signal) : Promise.resolve();
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
