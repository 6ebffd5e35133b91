import { setTimeout as delay } from 'node:timers/promises';
import { failureKind } from '../db/failure.ts';
import { withTransaction, type Pool, type Transaction } from '../db/pool.ts';

/** Workouts of an earlier page are in progress and hold their athletes' locks. Each attempt waits 2 s for them. */
const ATTEMPTS = 10;
const PAUSE_MS = 500;

/** Runs a transaction, and retries it on transient errors. */
export async function transactionWithRetries<T>(
  pool: Pool,
  work: (tx: Transaction) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await withTransaction(pool, work);
    } catch (error) {
      if (attempt === ATTEMPTS || failureKind(error) !== 'transient') throw error;
      await delay(PAUSE_MS);
    }
  }
}
