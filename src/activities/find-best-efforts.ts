import { listEffortSources, replaceBestEfforts, replaceCleanings } from '../db/derived/best-efforts.ts';
import { replaceFlags } from '../db/derived/flags.ts';
import { workoutIdsOf } from '../db/workouts/workout-refs.ts';
import { findEfforts } from '../domain/efforts.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { createStep } from './step.ts';

/**
 * Finds the shortest times over the record distances, on the track or, without one, for the whole workout. Sets flags
 * for implausible values.
 */
export const createFindBestEfforts = (dependencies: Pick<ActivityDependencies, 'pool'>) =>
  createStep(dependencies, 'findBestEfforts', async ({ tx, athleteUuids, workouts }) => {
    const workoutIds = workoutIdsOf(workouts);
    const sources = await listEffortSources(tx, workoutIds);
    const findings = sources.map((source) => ({
      workoutId: source.workoutId,
      storedFlags: source.flags,
      ...findEfforts(source),
    }));
    const efforts = findings.flatMap((found) =>
      found.efforts.map((effort) => ({ workoutId: found.workoutId, ...effort })),
    );
    await replaceBestEfforts(tx, workoutIds, efforts);
    await replaceCleanings(tx, findings);
    await replaceFlags(
      tx,
      athleteUuids,
      findings.filter(({ flags, storedFlags }) => flags.join() !== storedFlags.join()),
    );
  });
