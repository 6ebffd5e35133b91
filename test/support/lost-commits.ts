import type { QueryConfig } from 'pg';
import { INSERT_MANY, INSERT_ONE } from '../../src/db/accept/insert-workouts.ts';
import type { Pool } from '../../src/db/pool.ts';

/** The same pool, but that the answer to the first commit is lost: it is committed, but the caller gets an error. */
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
    let isInTransaction = false;
    const query = async (sql: string | QueryConfig, values?: unknown[]) => {
      const answer = await client.query(sql, values);
      const isInsert = typeof sql === 'object' && (sql.name === INSERT_ONE || sql.name === INSERT_MANY);
      if (sql === 'begin') isInTransaction = true;
      if (sql === 'rollback') isInTransaction = false;
      if (sql === 'commit' || (isInsert && !isInTransaction && answer.rowCount! > 0)) loseOnce();
      return answer;
    };
    return losing(client, { query });
  };
  return { pool: losing(pool, { connect }), hasLost: () => lost };
}
