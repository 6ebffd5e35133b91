import type { Transaction } from './pool.ts';

/** Takes a lock that only one transaction of all processes holds at a time. Returns false if another one holds it. */
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
