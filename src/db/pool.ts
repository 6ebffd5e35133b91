import pg from 'pg';
import { isDatabaseDown, isOutOfTime } from './failure.ts';

export type Pool = pg.Pool;
/** Runs single statements: a pool or a client. */
export type Queryable = Pick<pg.ClientBase, 'query'>;

declare const transactionBrand: unique symbol;
/** A client inside a transaction. Functions that lock or write several tables require it by type. */
export type Transaction = Queryable & { readonly [transactionBrand]: true };

export interface PoolOptions {
  databaseUrl: string | undefined;
  applicationName: string;
  max?: number;
  /** Timeout for a response; by default longer than PostgreSQL's transaction timeout. */
  queryTimeoutMs?: number;
  onError: (error: Error) => void;
}

/** The settings that the guarantees need. They override those of the server. */
export const SESSION_SETTINGS = {
  // A 202 means that the data is on disk.
  synchronous_commit: 'on',
  // Steps lock first and read afterwards: they must see what was committed in between.
  default_transaction_isolation: 'read committed',
  lock_timeout: '2000',
  transaction_timeout: '7000',
  idle_in_transaction_session_timeout: '7000',
  timezone: 'UTC',
  // The default is for spinning disks: the planner would find a batch's 2,000 workouts among 100,000 by a sequential
  // scan. In memory or on an SSD that takes ten times as long as index lookups.
  random_page_cost: '1.1',
};

/**
 * Creates a pool on which every wait has a limit: 1.5 s for a connection, 2 s for a lock, 7 s for a transaction, 8 s
 * for a response. PostgreSQL 17 is the minimum: it introduced transaction_timeout.
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
  // Without listeners, a connection that the server closes ends the process, whether it is idle or in use.
  pool.on('error', onError);
  pool.on('connect', (client) => client.on('error', onError));
  return pool;
}

/** PostgreSQL plans a prepared statement for lists of ten. With long lists that plan can be quadratic. */
const LONGEST_PREPARED_LIST = 25;

/**
 * Runs statements with parameters as prepared ones, unless a list is long: for one workout, parsing and planning take
 * longer than running. Snapshots read pages: a generic plan cannot use an optional cursor as an index bound.
 */
const preparing = (client: pg.PoolClient): Transaction =>
  ({
    query: (text: string | pg.QueryConfig, values?: unknown[]) =>
      typeof text === 'string' && values?.every(isShort)
        ? client.query({ name: nameOf(text), text, values })
        : client.query(text, values),
  }) as Transaction;

const isShort = (value: unknown): boolean => !Array.isArray(value) || value.length <= LONGEST_PREPARED_LIST;

const names = new Map<string, string>();

/** Returns the name of a statement in this process. Texts are constants, so there are few. */
function nameOf(text: string): string {
  const name = names.get(text) ?? `statement ${names.size + 1}`;
  names.set(text, name);
  return name;
}

/** Sets the session settings by statement: poolers refuse or drop start-up `options`. */
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
 * Runs `work` in a transaction. With `snapshot` it reads a snapshot and writes nothing. An error rolls back and is
 * rethrown unchanged. A lost connection loses its transaction, and a rollback on it would only wait again.
 */
export async function withTransaction<T>(
  pool: Pool,
  work: (tx: Transaction) => Promise<T>,
  { snapshot = false }: { snapshot?: boolean } = {},
): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  let connectionError: Error | undefined;
  const listen = (error: Error) => (connectionError ??= error);
  client.on('error', listen);
  try {
    await client.query(snapshot ? 'begin isolation level repeatable read, read only' : 'begin');
    const result = await work(snapshot ? (client as unknown as Transaction) : preparing(client));
    await client.query('commit');
    return result;
  } catch (error) {
    if (isDatabaseDown(error)) broken = error as Error;
    else await client.query('rollback').catch((rollbackError: Error) => (broken = rollbackError));
    // If the work timed out while computing, its connection is closed: the timeout is the better error.
    throw broken && isOutOfTime(connectionError) ? connectionError : error;
  } finally {
    client.off('error', listen);
    client.release(broken);
  }
}

/**
 * Gives this transaction a shorter timeout than its pool; PostgreSQL ends the session when it is exceeded. The timer
 * already runs, and can only be set again after it was stopped.
 */
export async function limitTransaction(tx: Transaction, milliseconds: number): Promise<void> {
  await tx.query(
    `select set_config('transaction_timeout', '0', true), set_config('transaction_timeout', $1::text, true)`,
    [String(milliseconds)],
  );
}

/** Reads from a snapshot, without a time limit: later commits are not visible. */
export const withSnapshot = <T>(pool: Pool, read: (db: Queryable) => Promise<T>): Promise<T> =>
  withTransaction(
    pool,
    async (tx) => {
      await tx.query('set local transaction_timeout = 0');
      return read(tx);
    },
    { snapshot: true },
  );
