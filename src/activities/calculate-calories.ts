import { listEnergySources, replaceEnergy } from '../db/derived/energy.ts';
import { workoutIdsOf } from '../db/workouts/workout-refs.ts';
import { energyOf } from '../domain/energy/index.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { createStep } from './step.ts';

/** Estimates the energy of these workouts. Results are overwritten by key, so a repeat changes nothing. */
export const createCalculateCalories = (
  dependencies: Pick<ActivityDependencies, 'pool' | 'grossEfficiency'>,
) =>
  createStep(dependencies, 'calculateCalories', async ({ tx, workouts }) => {
    const workoutIds = workoutIdsOf(workouts);
    const sources = await listEnergySources(tx, workoutIds);
    await replaceEnergy(
      tx,
      workoutIds,
      sources.map((source) => ({
        workoutId: source.workoutId,
        estimate: energyOf({ ...source, grossEfficiency: dependencies.grossEfficiency }),
      })),
    );
  });
