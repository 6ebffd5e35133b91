import type { WorkoutFacts } from './workout.ts';

type Timed = Pick<WorkoutFacts, 'durationSeconds' | 'movingSeconds'>;
type Moved = Timed & Pick<WorkoutFacts, 'distanceMeters'>;

/**
 * Returns the moving time if known, else the duration, in seconds. A moving time of 0 means that the device did not
 * measure it.
 */
export const activeSeconds = ({ durationSeconds, movingSeconds }: Timed): number =>
  movingSeconds || durationSeconds;

/** Returns the mean speed in m/s over the moving time; null without a distance above 0. */
export const averageSpeed = (workout: Moved): number | null =>
  workout.distanceMeters ? workout.distanceMeters / activeSeconds(workout) : null;
