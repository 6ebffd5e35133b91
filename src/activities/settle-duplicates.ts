import { recomputeDuplicates } from '../db/derived/duplicates.ts';
import { markReportsStale } from '../db/reports/reports.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { createStep } from './step.ts';

/** Finds workouts that two devices recorded, so that they count once. */
export const createSettleDuplicates = ({ pool }: Pick<ActivityDependencies, 'pool'>) =>
  createStep({ pool }, 'settleDuplicates', async ({ tx, athleteUuids }) => {
    await markReportsStale(tx, await recomputeDuplicates(tx, athleteUuids));
  });
