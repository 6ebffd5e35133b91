import { createPool, type Pool } from '../../db/pool.ts';
import { databaseUrlOf } from '../database-url.ts';

export interface PostgresLogin {
  port: number;
  password: string;
}

/**
 * Connects to PostgreSQL. Only a connection proves that it serves, unlike a log line or an open port.
 *
 * @returns the data folder of the server, by which the caller recognizes its own
 */
export async function askDataFolder(login: PostgresLogin): Promise<string> {
  return withPool(serverUrlOf(login), async (pool) => {
    const { rows } = await pool.query<{ data_directory: string }>('show data_directory');
    return rows[0]?.data_directory ?? '';
  });
}

/** Creates the database unless it exists. */
export async function ensureDatabase(login: PostgresLogin): Promise<void> {
  await withPool(serverUrlOf(login), async (pool) => {
    const { rowCount } = await pool.query(`select 1 from pg_database where datname = 'afterburn'`);
    if (rowCount === 0) await pool.query('create database afterburn');
  });
}

const serverUrlOf = (login: PostgresLogin): string => databaseUrlOf({ ...login, database: 'postgres' });

/** Uses one connection, and closes it. */
export async function withPool<T>(databaseUrl: string, use: (pool: Pool) => Promise<T>): Promise<T> {
  const pool = createPool({
    databaseUrl,
    applicationName: 'afterburn-launcher',
    max: 1,
    // If the server exits in between, the query fails as well, and the caller gets that error.
    onError: () => {},
  });
  try {
    return await use(pool);
  } finally {
    await pool.end();
  }
}
