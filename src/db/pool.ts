import pg from 'pg';
import { isDatabaseAway, isOutOfTime } from './failure.ts';

export type Pool = pg.Pool;
/** Whatever runs one statement: a pool or a client. */
export type Queryable = Pick<pg.ClientBase, 'query'>;

declare const transactionBrand: unique symbol;
/** A client inside a transaction; functions that lock or write several tables ask for it by type. */
export type Transaction = Queryable & { readonly [transactionBrand]: true };

export interface PoolOptions {
  databaseUrl: string | undefined;
  applicationName: string;
  max?: number;
  /** How long an answer is waited for; by default longer than PostgreSQL lets a transaction live. */
  queryTimeoutMs?: number;
  onError: (error: Error) => void;
}

/** What the promises rest on, whatever the server's own settings are. */
export const SESSION_SETTINGS = {
  // A 202 is on the disk.
  synchronous_commit: 'on',
  // Steps lock first and read then: they must see what was committed meanwhile.
  default_transaction_isolation: 'read committed',
  lock_timeout: '2000',
  transaction_timeout: '7000',
  idle_in_transaction_session_timeout: '7000',
  timezone: 'UTC',
  // Of a disk that seeks, which is the default, a batch's 2,000 workouts among 100,000 are found sooner by reading them all;
  // in memory or on an SSD that takes ten times as long as to look each up.
  random_page_cost: '1.1',
};

/**
 * A pool on which no wait is unbounded: 1.5 s for a connection, 2 s for a lock, 7 s for a transaction, 8 s for an answer.
 * The floor is PostgreSQL 17, which brought transaction_timeout.
 */
export function createPool({
  databaseUrl,
  applicationName,
  max = 10,
  queryTimeoutMs = 8000,
  onError,
}: PoolOptions): Pool {
  const pool = new pg.Pool({
    ...(databaseUrl ? { connectionString: databaseUrl } : {}),
    application_name: applicationName,
    max,
    connectionTimeoutMillis: 1500,
    idleTimeoutMillis: 30_000,
    query_timeout: queryTimeoutMs,
    keepAlive: true,
    // The pool waits for it, whatever its types say.
    // oxlint-disable-next-line typescript/no-misused-promises
    onConnect: prepareSession,
  });
  // Without listeners, a connection that the server ends takes the process with it: idle ones and checked-out ones.
  pool.on('error', onError);
  pool.on('connect', (client) => client.on('error', onError));
  return pool;
}

/** Sets what the promises rest on by statement: poolers refuse or drop start-up `options`. */
async function prepareSession(client: Queryable): Promise<void> {
  await client.query(
    `select set_config(s.name, s.value, false)
     from unnest($1::text[], $2::text[]) as s (name, value)
     -- Stronger than on.
     where not (s.name = 'synchronous_commit' and current_setting(s.name) = 'remote_apply')`,
    [Object.keys(SESSION_SETTINGS), Object.values(SESSION_SETTINGS)],
  );
}

/**
 * Runs `work` in a transaction. With `snapshot` it reads as of one moment, and writes nothing. Whatever it throws rolls back and comes out unchanged. A lost
 * connection takes its transaction with it: to ask on it for a rollback would only wait for as long again.
 */
export async function withTransaction<T>(
  pool: Pool,
  work: (tx: Transaction) => Promise<T>,
  { snapshot = false }: { snapshot?: boolean } = {},
): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  let lastWords: Error | undefined;
  const listen = (error: Error) => (lastWords ??= error);
  client.on('error', listen);
  try {
    await client.query(snapshot ? 'begin isolation level repeatable read, read only' : 'begin');
    const result = await work(client as unknown as Transaction);
    await client.query('commit');
    return result;
  } catch (error) {
    if (isDatabaseAway(error)) broken = error as Error;
    else await client.query('rollback').catch((rollbackError: Error) => (broken = rollbackError));
    // Who was computing when their time ran out finds a connection that is gone: that it ran out says more.
    throw broken && isOutOfTime(lastWords) ? lastWords : error;
  } finally {
    client.off('error', listen);
    client.release(broken);
  }
}

/**
 * Gives this transaction less time than its pool does; PostgreSQL ends the session of one that takes longer. Its clock
 * is running by now, and only one that was stopped is set anew.
 */
export async function limitTransaction(tx: Transaction, milliseconds: number): Promise<void> {
  await tx.query(
    `select set_config('transaction_timeout', '0', true), set_config('transaction_timeout', $1::text, true)`,
    [String(milliseconds)],
  );
}

/** Reads as of one moment, for as long as it takes: what is committed meanwhile is not seen. */
export const withSnapshot = <T>(pool: Pool, read: (db: Queryable) => Promise<T>): Promise<T> =>
  withTransaction(
    pool,
    async (tx) => {
      await tx.query('set local transaction_timeout = 0');
      return read(tx);
    },
    { snapshot: true },
  );
