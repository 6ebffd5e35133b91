import { inOrderOfEnd, startDateOf, type CountedWorkout } from '../counted-workout.ts';
import type { PersonalRecord } from '../personal-record.ts';
import { activeSeconds } from '../speed.ts';
import type { Sport } from '../workout.ts';

export interface BestWorkout {
  workoutId: string;
  sport: Sport;
  localDate: string;
  distanceMeters: number | null;
  movingSeconds: number;
  energyKcal: number | null;
  /** Number of records that it broke. */
  recordsBroken: number;
}

/**
 * Returns the best workout of the month; null without workouts. It broke most records; on a tie it has most energy,
 * then most moving time, then the earliest start.
 */
export function bestWorkoutOf(
  workouts: readonly CountedWorkout[],
  recordsBroken: readonly PersonalRecord[],
): BestWorkout | null {
  const brokenBy = (workout: CountedWorkout): number =>
    recordsBroken.filter(({ workoutId }) => workoutId === workout.workoutId).length;
  const [best] = inOrderOfEnd(workouts)
    .map((workout) => ({ workout, broken: brokenBy(workout) }))
    .sort(
      (a, b) =>
        b.broken - a.broken ||
        (b.workout.grossKcal ?? 0) - (a.workout.grossKcal ?? 0) ||
        activeSeconds(b.workout) - activeSeconds(a.workout),
    );
  return best ? toBestWorkout(best.workout, best.broken) : null;
}

const toBestWorkout = (workout: CountedWorkout, recordsBroken: number): BestWorkout => ({
  workoutId: workout.workoutId,
  sport: workout.sport,
  localDate: startDateOf(workout),
  distanceMeters: workout.distanceMeters,
  movingSeconds: activeSeconds(workout),
  energyKcal: workout.grossKcal,
  recordsBroken,
});
