import { listLoadSources, replaceTrainingLoads } from '../db/derived/training-load.ts';
import { workoutIdsOf } from '../db/workouts/workout-refs.ts';
import { trainingLoadOf } from '../domain/training-load.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { createStep } from './step.ts';

/** Calculates the training load of these workouts. Results are overwritten by key, so a repeat changes nothing. */
export const createCalculateTrainingLoad = (dependencies: Pick<ActivityDependencies, 'pool'>) =>
  createStep(dependencies, 'calculateTrainingLoad', async ({ tx, workouts }) => {
    const workoutIds = workoutIdsOf(workouts);
    const sources = await listLoadSources(tx, workoutIds);
    await replaceTrainingLoads(
      tx,
      workoutIds,
      sources.map((source) => ({ workoutId: source.workoutId, ...trainingLoadOf(source) })),
    );
  });
