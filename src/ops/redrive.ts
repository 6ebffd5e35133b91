import type { Pool } from '../db/pool.ts';
import {
  redrivePage,
  type RedrivenWorkout,
  type RedrivePlace,
  type RedriveSelection,
} from '../db/dispatch/redrive.ts';
import { redriveReports } from '../db/reports/due-reports.ts';
import { patientTransaction } from './patient-transaction.ts';

const PAGE = 1000;

export interface Redrive {
  queued: number;
  leftAlone: number;
  reports: number;
}

/**
 * Reprocesses all failed workouts, page by page, and up to 1,000 failed reports. What fails again meanwhile is left to
 * the next redrive, so that this one ends.
 */
export async function redrive(
  pool: Pool,
  {
    dryRun,
    tell = () => {},
    pageSize = PAGE,
    ...selection
  }: RedriveSelection & {
    dryRun: boolean;
    tell?: (workout: RedrivenWorkout) => void;
    pageSize?: number;
  },
): Promise<Redrive> {
  const total: Redrive = { queued: 0, leftAlone: 0, reports: 0 };
  let after: RedrivePlace | undefined;
  do {
    const page = await patientTransaction(pool, (tx) =>
      redrivePage(tx, { ...selection, dryRun, after, limit: pageSize }),
    );
    for (const workout of page.workouts) {
      total[workout.outcome === 'queued' ? 'queued' : 'leftAlone'] += 1;
      tell(workout);
    }
    after = page.next;
  } while (after);
  if (selection.step === undefined) {
    const reports = await patientTransaction(pool, (tx) => redriveReports(tx, { ...selection, dryRun }));
    total.reports = reports.length;
  }
  return total;
}
