import { DBOS, DBOSClient } from '@dbos-inc/dbos-sdk';
import { openWorkPool, WORK_CONNECTIONS } from '../work/process-workout.ts';
import type { PeerWorkout } from '../work/peer-workout.ts';
import { createPeerSteps } from '../work/steps.ts';
import { peerPrograms, type Contender, type Peer } from './contender.ts';

const QUEUE = 'workouts';
const APPLICATION = 'bench';

export const contender: Contender = {
  name: 'dbos',
  title: 'DBOS Transact',
  setUp: `enqueued through its client; one workflow a workout with three steps (those of plain Temporal), worker concurrency ${WORK_CONNECTIONS} (as many as connections), its tables in the same database, polled every 100 ms`,
  advice: 'docs.dbos.dev/typescript/reference/client, /tutorials/queue-tutorial',
  packages: ['@dbos-inc/dbos-sdk'],
  ...peerPrograms('dbos'),
};

const configure = (databaseUrl: string): void =>
  DBOS.setConfig({
    name: APPLICATION,
    systemDatabaseUrl: databaseUrl,
    systemDatabasePoolSize: WORK_CONNECTIONS,
    executorID: String(process.pid),
    logLevel: 'error',
  });

export const peer: Peer = {
  async prepare({ databaseUrl }) {
    configure(databaseUrl);
    await DBOS.launch();
    await DBOS.registerQueue(QUEUE, { workerConcurrency: WORK_CONNECTIONS, minPollingIntervalMs: 100 });
    await DBOS.shutdown();
  },

  async connectProducer({ databaseUrl }) {
    const client = await DBOSClient.create({
      systemDatabaseUrl: databaseUrl,
      systemDatabasePoolSize: WORK_CONNECTIONS,
      applicationName: APPLICATION,
    });
    return async (workout) =>
      void (await client.enqueue(
        { workflowName: 'peerWorkout', queueName: QUEUE, workflowID: workout.workoutId },
        workout,
      ));
  },

  async startConsumer(connections) {
    const steps = createPeerSteps(openWorkPool(connections), connections.appId);
    DBOS.registerWorkflow(
      async (workout: PeerWorkout) => {
        await DBOS.runStep(() => steps.calculateEnergy(workout), { name: 'calculateEnergy' });
        await DBOS.runStep(() => steps.updateScores(workout), { name: 'updateScores' });
        await DBOS.runStep(() => steps.awardAndFinish(workout), { name: 'awardAndFinish' });
      },
      { name: 'peerWorkout' },
    );
    configure(connections.databaseUrl);
    await DBOS.launch();
  },
};
