import PgBoss from 'pg-boss';
import { openWorkPool, processWorkout } from '../work/process-workout.ts';
import type { PeerWorkout } from '../work/peer-workout.ts';
import { peerPrograms, type Contender, type Peer } from './contender.ts';

const QUEUE = 'workouts';
const BATCH = 500;

export const contender: Contender = {
  name: 'pg-boss',
  title: 'pg-boss',
  setUp: `one insert a job; \`work\` with batchSize ${BATCH} polled every 0.5 s, its jobs run side by side on 20 connections, each in the transaction of RabbitMQ's consumer, completed a batch at a time`,
  advice: 'github.com/timgit/pg-boss, docs: work (batchSize, pollingIntervalSeconds)',
  packages: ['pg-boss'],
  ...peerPrograms('pg-boss'),
};

const open = async (databaseUrl: string): Promise<PgBoss> => {
  const boss = new PgBoss({ connectionString: databaseUrl, max: 20 });
  boss.on('error', (error) => console.error(error));
  return boss.start();
};

export const peer: Peer = {
  async connectProducer({ databaseUrl }) {
    const boss = await open(databaseUrl);
    await boss.createQueue(QUEUE);
    return async (workout) => void (await boss.send(QUEUE, workout));
  },

  async startConsumer(connections) {
    const pool = openWorkPool(connections);
    const boss = await open(connections.databaseUrl);
    const work = async (): Promise<void> => {
      await boss.work<PeerWorkout>(QUEUE, { batchSize: BATCH, pollingIntervalSeconds: 0.5 }, async (jobs) => {
        await Promise.all(jobs.map((job) => processWorkout(pool, connections.appId, job.data)));
      });
    };
    await work();
  },
};
