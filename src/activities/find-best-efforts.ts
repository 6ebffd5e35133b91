import { listEffortSources, replaceBestEfforts } from '../db/best-efforts.ts';
import { workoutIdsOf } from '../db/workout-refs.ts';
import { effortsOf } from '../domain/efforts.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { createStep } from './step.ts';

/** Finds the shortest times over the record distances, on the track or, without one, on the whole workout. */
export const createFindBestEfforts = (dependencies: Pick<ActivityDependencies, 'pool'>) =>
  createStep(dependencies, 'findBestEfforts', async ({ tx, workouts }) => {
    const workoutIds = workoutIdsOf(workouts);
    const sources = await listEffortSources(tx, workoutIds);
    const efforts = sources.flatMap(({ workoutId, sport, track, ...facts }) =>
      effortsOf(sport, track, facts).map((effort) => ({ workoutId, ...effort })),
    );
    await replaceBestEfforts(tx, workoutIds, efforts);
  });
