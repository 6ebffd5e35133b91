import { listDuplicateCandidates, replaceDuplicates } from '../db/duplicates.ts';
import { markReportsStale } from '../db/report-months.ts';
import { settleDuplicatesOfAthletes } from '../domain/duplicates.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { createStep } from './step.ts';

/** Settles which workouts are the same run from two devices, so that it counts once; for all of the athlete's workouts. */
export const createSettleDuplicates = (dependencies: Pick<ActivityDependencies, 'pool'>) =>
  createStep(dependencies, 'settleDuplicates', async ({ tx, athleteUuids }) => {
    const candidates = await listDuplicateCandidates(tx, athleteUuids);
    const changed = await replaceDuplicates(tx, athleteUuids, settleDuplicatesOfAthletes(candidates));
    await markReportsStale(tx, changed);
  });
