import { failureKind, isDatabaseAway } from '../db/failure.ts';
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
  /** How long an accepting request is held. */
  writePatienceMs?: number;
  readPatienceMs?: number;
  /** How many places there are for requests that wait. */
  maxHeld?: number;
}

/** A request with a large body takes several places: 2,000 of them then never hold more than 64 MiB. */
const BYTES_PER_PLACE = 32 * 1024;

/**
 * Holds requests while PostgreSQL is away or others are in the way. The whole transaction is repeated, also when the
 * connection was lost at its commit: keys make the repetition find what the first one may have done.
 */
export function createDatabaseAccess({
  pool,
  writePatienceMs = 5000,
  readPatienceMs = 1000,
  maxHeld = 2000,
}: DatabaseAccessOptions): DatabaseAccess {
  let held = 0;

  async function hold<T>(attempt: () => Promise<T>, until: number, places: number): Promise<T> {
    let waiting = false;
    try {
      for (let attempts = 1; ; attempts++) {
        if (performance.now() > until) throw new DatabaseUnavailable();
        try {
          return await attempt();
        } catch (error) {
          if (failureKind(error) !== 'transient') throw error;
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
    read: (work) => hold(() => work(pool), performance.now() + readPatienceMs, 1),
    readSnapshot: (work) =>
      hold(() => withTransaction(pool, work, { snapshot: true }), performance.now() + readPatienceMs, 1),
    write: (work, { bytes = 0, since = performance.now() } = {}) =>
      hold(
        () => withTransaction(pool, work),
        since + writePatienceMs,
        1 + Math.floor(bytes / BYTES_PER_PLACE),
      ),
    async tryStatement(run) {
      const client = await pool.connect();
      let broken: Error | undefined;
      try {
        return await run(client);
      } catch (error) {
        if (isDatabaseAway(error)) broken = error as Error;
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
