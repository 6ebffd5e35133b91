import type { Pool } from '../db/pool.ts';
import {
  redrivePage,
  type RedrivenWorkout,
  type RedrivePlace,
  type RedriveSelection,
} from '../db/redrive.ts';
import { patientTransaction } from './patient-transaction.ts';

const PAGE = 1000;

export interface Redrive {
  queued: number;
  leftAlone: number;
}

/**
 * Sends everything that ended with errors through once more, page by page, and tells of each workout. What fails again
 * meanwhile waits for the next redrive, so that this one comes to an end.
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
  const total: Redrive = { queued: 0, leftAlone: 0 };
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
  return total;
}
