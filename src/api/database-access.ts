import { failureKind, isDatabaseDown } from '../db/failure.ts';
import { withTransaction, type Pool, type Queryable, type Transaction } from '../db/pool.ts';
import { DatabaseUnavailable } from '../domain/errors.ts';

/** How handlers reach PostgreSQL: a short absence of it is waited for, a long one is a 503. */
export interface DatabaseAccess {
  read<T>(work: (db: Queryable) => Promise<T>): Promise<T>;
  /** Several statements that see one moment. */
  readSnapshot<T>(work: (db: Queryable) => Promise<T>): Promise<T>;
  /**
   * One transaction, repeated as a whole; `bytes` is what the request keeps in memory meanwhile, `since` when it came
   * (performance.now()).
   */
  write<T>(work: (tx: Transaction) => Promise<T>, options?: { bytes?: number; since?: number }): Promise<T>;
  /** One statement that is a transaction of its own, tried once. */
  tryStatement<T>(run: (db: Queryable) => Promise<T>): Promise<T>;
  /** How many places are taken by requests that wait. */
  readonly held: number;
}

interface DatabaseAccessOptions {
  pool: Pool;
  /** How long an accepting request is held while PostgreSQL is away. */
  writePatienceMs?: number;
  /** How long it is held while others are in the way. */
  conflictPatienceMs?: number;
  readPatienceMs?: number;
  /** How many places there are for requests that wait. */
  maxHeld?: number;
}

interface Patience {
  /** When the request came, by `performance.now()`. */
  since?: number | undefined;
  awayMs: number;
  conflictMs?: number;
  /** How many places the request takes while it waits. */
  places?: number;
}

/** A request with a large body takes several places: 2,000 of them then never hold more than 64 MiB. */
const BYTES_PER_PLACE = 32 * 1024;

/** Longer than a lock can be held: PostgreSQL ends each transaction after 7 s, also that of a worker out of reach. */
const CONFLICT_PATIENCE_MS = 9000;

/**
 * Holds requests while PostgreSQL is away or others are in the way. The whole transaction is repeated, also when the
 * connection was lost at its commit: keys make the repetition find what the first one may have done.
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
        // By itself the pool would give up a connection, and all that is prepared on it, for any error.
        client.release(broken);
      }
    },
    get held() {
      return held;
    },
  };
}

/** The first repetition comes at once (a session that was ended, a deadlock), the others at a jittered 100–300 ms. */
const pauseBefore = (attempts: number): number => (attempts === 1 ? 0 : 100 + Math.random() * 200);
