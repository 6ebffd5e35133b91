import { setTimeout as delay } from 'node:timers/promises';
import { failureKind } from '../db/failure.ts';
import { withTransaction, type Pool, type Transaction } from '../db/pool.ts';

/** What is enqueued is processed meanwhile, and holds its athletes' locks: a page waits 2 s for them, ten times. */
const ATTEMPTS = 10;
const PAUSE_MS = 500;

/** A transaction that is repeated while others are in its way. */
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
