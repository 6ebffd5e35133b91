import { Logger, makeWorkerUtils, run } from 'graphile-worker';
import { openWorkPool, processWorkout, WORK_CONNECTIONS } from '../work/process-workout.ts';
import type { PeerWorkout } from '../work/peer-workout.ts';
import { peerPrograms, type Contender, type Peer } from './contender.ts';

const TASK = 'workout';
/** Logging each job that succeeds would distort the measurement. */
const logger = new Logger(() => (level, message) => {
  if (level === 'error') console.error(message);
});

export const contender: Contender = {
  name: 'graphile-worker',
  title: 'Graphile Worker',
  setUp: `\`addJob\` a request; ${WORK_CONNECTIONS} jobs at once, local queue of 500, completions batched, as its performance page is measured; the transaction of RabbitMQ's consumer`,
  advice: 'worker.graphile.org/docs/performance',
  packages: ['graphile-worker'],
  ...peerPrograms('graphile-worker'),
};

export const peer: Peer = {
  async prepare({ databaseUrl }) {
    const utils = await makeWorkerUtils({ connectionString: databaseUrl, logger });
    await utils.migrate();
    await utils.release();
  },

  async connectProducer({ databaseUrl }) {
    const utils = await makeWorkerUtils({ connectionString: databaseUrl, maxPoolSize: 20, logger });
    return async (workout) => void (await utils.addJob(TASK, workout));
  },

  async startConsumer(connections) {
    const pool = openWorkPool(connections);
    await run({
      noHandleSignals: true,
      taskList: {
        [TASK]: (payload) => processWorkout(pool, connections.appId, payload as PeerWorkout),
      },
      preset: {
        worker: {
          connectionString: connections.databaseUrl,
          logger,
          concurrentJobs: WORK_CONNECTIONS,
          maxPoolSize: WORK_CONNECTIONS + 1,
          localQueue: { size: 500 },
          completeJobBatchDelay: 0,
          failJobBatchDelay: 0,
        },
      },
    });
  },
};
