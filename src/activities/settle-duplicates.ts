import {
  listCandidatesAround,
  listDuplicateCandidates,
  replaceDuplicates,
  updateDuplicates,
} from '../db/duplicates.ts';
import { divideFirstRuns } from '../db/first-runs.ts';
import { markReportsStale } from '../db/report-months.ts';
import { settleDuplicatesOfAthletes } from '../domain/duplicates.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { createStep } from './step.ts';

/**
 * Settles which workouts are the same run from two devices, so that it counts once. What is new can only be the same as
 * what overlaps it, directly or by others between; of whom anything else has happened, all workouts are settled anew.
 */
export const createSettleDuplicates = (dependencies: Pick<ActivityDependencies, 'pool'>) =>
  createStep(dependencies, 'settleDuplicates', async ({ tx, workouts }) => {
    const { firstRuns, whole } = divideFirstRuns(workouts);
    const around = await listCandidatesAround(tx, firstRuns);
    const changed = await updateDuplicates(tx, around, settleDuplicatesOfAthletes(around));
    if (whole.length > 0) {
      const candidates = await listDuplicateCandidates(tx, whole);
      changed.push(...(await replaceDuplicates(tx, whole, settleDuplicatesOfAthletes(candidates))));
    }
    await markReportsStale(tx, changed);
  });
