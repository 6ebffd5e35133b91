import type { QueryConfig } from 'pg';
import { ACCEPT_NEW } from '../../src/db/new-workouts.ts';
import type { Pool } from '../../src/db/pool.ts';

/** The same pool, but that the answer to the first commit is lost: what it did is there, and nobody was told. */
export function losingFirstCommit(pool: Pool): { pool: Pool; hasLost: () => boolean } {
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
  const connect = async () => {
    const client = await pool.connect();
    const query = async (sql: string | QueryConfig, values?: unknown[]) => {
      const answer = await client.query(sql, values);
      const isTransactionOfItsOwn =
        typeof sql === 'object' && sql.name === ACCEPT_NEW && answer.rowCount! > 0;
      if (sql === 'commit' || isTransactionOfItsOwn) loseOnce();
      return answer;
    };
    return losing(client, { query });
  };
  return { pool: losing(pool, { connect }), hasLost: () => lost };
}
