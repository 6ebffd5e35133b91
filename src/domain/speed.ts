import type { WorkoutFacts } from './workout.ts';

type Timed = Pick<WorkoutFacts, 'durationSeconds' | 'movingSeconds'>;
type Moved = Timed & Pick<WorkoutFacts, 'distanceMeters'>;

/** Seconds in motion where they are known, else the whole duration. A moving time of 0 is a device that did not measure it. */
export const activeSeconds = ({ durationSeconds, movingSeconds }: Timed): number =>
  movingSeconds || durationSeconds;

/** The mean speed in m/s over the active seconds; null without a distance above 0. */
export const averageSpeed = (workout: Moved): number | null =>
  workout.distanceMeters ? workout.distanceMeters / activeSeconds(workout) : null;
