import type { QueryConfig } from 'pg';
import { ACCEPT_NEW } from '../../src/db/new-workouts.ts';
import type { Pool } from '../../src/db/pool.ts';

/** The same pool, but that the answer to the first COMMIT is lost: what it did is there, and nobody was told. */
export function losingFirstCommit(pool: Pool): Pool {
  let lost = false;
  const losing = <T extends object>(target: T, methods: Record<string, unknown>): T =>
    new Proxy(target, {
      get(object, key) {
        const value: unknown = methods[String(key)] ?? Reflect.get(object, key, object);
        return typeof value === 'function' ? (value.bind(object) as unknown) : value;
      },
    });
  const loseOnce = (): void => {
    if (lost) return;
    lost = true;
    throw Object.assign(new Error('The connection was lost.'), { code: '08006' });
  };
  return losing(pool, {
    query: async (query: string | QueryConfig, values?: unknown[]) => {
      const answer = await pool.query(query, values);
      // A transaction of its own.
      if (typeof query === 'object' && query.name === ACCEPT_NEW && answer.rowCount) loseOnce();
      return answer;
    },
    connect: async () => {
      const client = await pool.connect();
      const query = async (sql: string, values?: unknown[]) => {
        const answer = await client.query(sql, values);
        if (sql === 'commit') loseOnce();
        return answer;
      };
      return losing(client, { query });
    },
  });
}
