import { setTimeout as delay } from 'node:timers/promises';
import { withTransaction } from '../../src/db/pool.ts';
import type { PeerWorkout } from '../work/peer-workout.ts';
import { processSet } from '../work/process-set.ts';
import { openWorkPool } from '../work/process-workout.ts';
import { peerPrograms, type Contender, type Peer } from './contender.ts';

const SET = 500;
const IDLE_MS = 50;

export const contender: Contender = {
  name: 'set-based',
  title: 'set-based SQL by hand',
  setUp: `a table as the queue: one row inserted a request; ${SET} at a time taken (\`for update skip locked\`) and brought to their results by four statements in one transaction: no retries, no states, no history; what PostgreSQL can do`,
  advice: 'postgresql.org/docs/current/sql-select.html (SKIP LOCKED for queue-like tables)',
  packages: ['pg'],
  ...peerPrograms('set-based'),
};

export const peer: Peer = {
  async prepare(connections) {
    const pool = openWorkPool(connections);
    await pool.query(
      'create table incoming (id bigint generated always as identity primary key, workout jsonb not null)',
    );
    await pool.end();
  },

  async connectProducer(connections) {
    const pool = openWorkPool(connections);
    return async (workout) => {
      await pool.query({
        name: 'incoming',
        text: 'insert into incoming (workout) values ($1::jsonb)',
        values: [JSON.stringify(workout)],
      });
    };
  },

  async startConsumer(connections) {
    const pool = openWorkPool(connections);
    const takeSet = (): Promise<number> =>
      withTransaction(pool, async (tx) => {
        const { rows } = await tx.query<{ workout: PeerWorkout }>(
          `delete from incoming
           where id in (select id from incoming order by id limit $1 for update skip locked)
           returning workout`,
          [SET],
        );
        if (rows.length > 0)
          await processSet(
            tx,
            connections.appId,
            rows.map((row) => row.workout),
          );
        return rows.length;
      });
    const work = async (): Promise<never> => {
      for (;;) if ((await takeSet()) === 0) await delay(IDLE_MS);
    };
    void work();
  },
};
