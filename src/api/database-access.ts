import { failureKind, isDatabaseDown, isOutOfTime } from '../db/failure.ts';
import { withTransaction, type Pool, type Queryable, type Transaction } from '../db/pool.ts';
import { DatabaseUnavailable } from '../domain/errors.ts';

/** How handlers access PostgreSQL: a short outage is waited for, a long one is a 503. */
export interface DatabaseAccess {
  read<T>(work: (db: Queryable) => Promise<T>): Promise<T>;
  /** Runs several statements in one snapshot. */
  readSnapshot<T>(work: (db: Queryable) => Promise<T>): Promise<T>;
  /**
   * Runs one transaction, retried as a whole. `bytes` is the memory that the waiting request holds, `since` its
   * arrival (performance.now()).
   */
  write<T>(work: (tx: Transaction) => Promise<T>, options?: { bytes?: number; since?: number }): Promise<T>;
  /** Runs one statement that is its own transaction, once. */
  tryStatement<T>(run: (db: Queryable) => Promise<T>): Promise<T>;
  /** Number of slots that waiting requests occupy. */
  readonly held: number;
}

interface DatabaseAccessOptions {
  pool: Pool;
  /** How long a request is held while PostgreSQL is down. */
  writePatienceMs?: number;
  /** How long it is held on conflicts. */
  conflictPatienceMs?: number;
  readPatienceMs?: number;
  /** Number of slots for waiting requests. */
  maxHeld?: number;
}

interface Patience {
  /** Arrival of the request, by `performance.now()`. */
  since?: number | undefined;
  awayMs: number;
  conflictMs?: number;
  /** Number of slots that the request occupies while it waits. */
  places?: number;
}

/** A request with a large body occupies several slots: 2,000 of them then hold at most 64 MiB. */
const BYTES_PER_PLACE = 32 * 1024;

/** Longer than a lock can be held: PostgreSQL ends each transaction after 7 s, also one of an unreachable worker. */
const CONFLICT_PATIENCE_MS = 9000;

/**
 * Holds requests while PostgreSQL is down, and retries on conflicts. The whole transaction is retried, also when the
 * connection was lost at the commit: the keys find what the first attempt may have committed.
 */
export function createDatabaseAccess({
  pool,
  writePatienceMs = 5000,
  conflictPatienceMs = CONFLICT_PATIENCE_MS,
  readPatienceMs = 1000,
  maxHeld = 2000,
}: DatabaseAccessOptions): DatabaseAccess {
  let held = 0;

  async function hold<T>(
    attempt: () => Promise<T>,
    { since = performance.now(), awayMs, conflictMs = awayMs, places = 1 }: Patience,
  ): Promise<T> {
    let until = since + awayMs;
    let waiting = false;
    try {
      for (let attempts = 1; ; attempts++) {
        if (performance.now() > until) throw new DatabaseUnavailable();
        try {
          return await attempt();
        } catch (error) {
          // It has waited for longer than a request is held.
          if (isOutOfTime(error)) throw new DatabaseUnavailable();
          if (failureKind(error) !== 'transient') throw error;
          until = since + (isDatabaseDown(error) ? awayMs : conflictMs);
          if (!waiting && held + places > maxHeld) throw new DatabaseUnavailable();
          if (!waiting) held += places;
          waiting = true;
          const pauseMs = pauseBefore(attempts);
          if (performance.now() + pauseMs > until) throw new DatabaseUnavailable();
          await new Promise((resolve) => setTimeout(resolve, pauseMs));
        }
      }
    } finally {
      if (waiting) held -= places;
    }
  }

  return {
    read: (work) => hold(() => work(pool), { awayMs: readPatienceMs }),
    readSnapshot: (work) =>
      hold(() => withTransaction(pool, work, { snapshot: true }), { awayMs: readPatienceMs }),
    write: (work, { bytes = 0, since } = {}) =>
      hold(() => withTransaction(pool, work), {
        since,
        awayMs: writePatienceMs,
        conflictMs: conflictPatienceMs,
        places: 1 + Math.floor(bytes / BYTES_PER_PLACE),
      }),
    async tryStatement(run) {
      const client = await pool.connect();
      let broken: Error | undefined;
      try {
        return await run(client);
      } catch (error) {
        if (isDatabaseDown(error)) broken = error as Error;
        throw error;
      } finally {
        // By default the pool would discard a connection, and its prepared statements, on any error.
        client.release(broken);
      }
    },
    get held() {
      return held;
    },
  };
}

/** The first retry comes at once (a terminated session, a deadlock), later ones after a jittered 100–300 ms. */
const pauseBefore = (attempts: number): number => (attempts === 1 ? 0 : 100 + Math.random() * 200);
