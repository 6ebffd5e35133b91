import type { Pool } from '../db/pool.ts';
import {
  redrivePage,
  type RedrivenWorkout,
  type RedriveCursor,
  type RedriveSelection,
} from '../db/dispatch/redrive.ts';
import { redriveStuckWork } from '../db/dispatch/stuck-work.ts';
import { transactionWithRetries } from './transaction-with-retries.ts';

const PAGE = 1000;

export interface Redrive {
  queued: number;
  leftAlone: number;
  /** Uploads, imports, reports, erasures and e-mails. */
  stuck: number;
}

/**
 * Reprocesses all failed workouts page by page, and up to 1,000 stuck uploads, imports, reports and erasures. Work that
 * fails again during the run is left to the next redrive, so this one ends.
 */
export async function redrive(
  pool: Pool,
  {
    dryRun,
    onWorkout = () => {},
    pageSize = PAGE,
    ...selection
  }: RedriveSelection & {
    dryRun: boolean;
    onWorkout?: (workout: RedrivenWorkout) => void;
    pageSize?: number;
  },
): Promise<Redrive> {
  const total: Redrive = { queued: 0, leftAlone: 0, stuck: 0 };
  let after: RedriveCursor | undefined;
  do {
    const page = await transactionWithRetries(pool, (tx) =>
      redrivePage(tx, { ...selection, dryRun, after, limit: pageSize }),
    );
    for (const workout of page.workouts) {
      total[workout.outcome === 'queued' ? 'queued' : 'leftAlone'] += 1;
      onWorkout(workout);
    }
    after = page.next;
  } while (after);
  if (selection.step === undefined) {
    const stuck = await transactionWithRetries(pool, (tx) => redriveStuckWork(tx, { ...selection, dryRun }));
    total.stuck = stuck.length;
  }
  return total;
}
