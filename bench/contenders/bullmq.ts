import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { findRedis } from '../harness/redis.ts';
import { openWorkPool, processWorkout, WORK_CONNECTIONS } from '../work/process-workout.ts';
import type { PeerWorkout } from '../work/peer-workout.ts';
import { peerPrograms, type Contender, type Peer } from './contender.ts';

const QUEUE = 'workouts';

const contenderWith = (fsync: 'always' | 'everysec', promise: string): Contender => ({
  name: `bullmq-${fsync}`,
  title: `BullMQ, Redis fsync ${fsync}`,
  setUp: `append-only file with \`appendfsync ${fsync}\` (${promise}), \`noeviction\`; auto-pipelining in the producer; worker with concurrency ${WORK_CONNECTIONS} (as many as connections), completed jobs removed; the transaction of RabbitMQ's consumer`,
  advice:
    'docs.bullmq.io/guide/going-to-production, /guide/workers/concurrency, /bull/patterns (auto-pipelining)',
  server: `redis-${fsync}`,
  packages: ['bullmq', 'ioredis'],
  missing: () => (findRedis() ? undefined : 'apt-get install redis-server'),
  ...peerPrograms('bullmq'),
});

export const always = contenderWith('always', 'a 202 survives a power cut, as with all others');
export const everysec = contenderWith('everysec', 'a power cut may cost a second of 202s');

export const peer: Peer = {
  async connectProducer({ serverUrl }) {
    const connection = new Redis(serverUrl, { enableAutoPipelining: true });
    const queue = new Queue<PeerWorkout>(QUEUE, { connection });
    await queue.waitUntilReady();
    return async (workout) => void (await queue.add('workout', workout, { removeOnComplete: true }));
  },

  async startConsumer({ serverUrl, ...connections }) {
    const pool = openWorkPool(connections);
    const worker = new Worker<PeerWorkout>(
      QUEUE,
      (job) => processWorkout(pool, connections.appId, job.data),
      {
        connection: new Redis(serverUrl, { maxRetriesPerRequest: null }),
        concurrency: WORK_CONNECTIONS,
      },
    );
    worker.on('failed', (_job, error) => console.error(error));
    await worker.waitUntilReady();
  },
};
