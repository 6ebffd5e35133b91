import type { Transaction } from './pool.ts';

/** Locks what only one transaction of all processes does at a time; false: another one does it, and there is nothing to add. */
export async function tryAdvisoryLock(
  tx: Transaction,
  name: 'reconciler' | 'board counting',
): Promise<boolean> {
  const { rows } = await tx.query<{ locked: boolean }>(
    `select pg_try_advisory_xact_lock(hashtextextended('afterburn ' || $1::text, 0)) as locked`,
    [name],
  );
  return rows[0]!.locked;
}
