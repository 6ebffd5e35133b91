import { dateOfDay } from './calendar.ts';
import type { Sport } from './workout.ts';

/** The shortest time over a distance. */
export interface Effort {
  distanceMeters: number;
  durationSeconds: number;
}

/**
 * A counted workout, as the rules of achievements and records read it: not deleted, not flagged, not a duplicate, all
 * of one athlete. Lists may be in any order. Times are numbers, since an athlete has thousands of workouts.
 */
export interface CountedWorkout {
  workoutId: string;
  sport: Sport;
  /** Milliseconds since 1970 in UTC. */
  startedAtMs: number;
  /** The start plus the duration, in milliseconds; the date of what the workout earns. */
  endedAtMs: number;
  /** The start in the workout's time zone, else the athlete's: milliseconds since 1970 in local time. */
  localStartMs: number;
  durationSeconds: number;
  movingSeconds: number | null;
  distanceMeters: number | null;
  elevationGainMeters: number | null;
  grossKcal: number | null;
  /** May leave out efforts slower than an earlier one of the athlete, sport and distance: no rule reads them. */
  efforts: readonly Effort[];
}

const MS_PER_DAY = 86_400_000;

/** Returns the days from 1970-01-01 to the local date of the start. */
export const localDayOf = ({ localStartMs }: Pick<CountedWorkout, 'localStartMs'>): number =>
  Math.floor(localStartMs / MS_PER_DAY);

/** Returns the local date of the start, `yyyy-MM-dd`. */
export const startDateOf = (workout: Pick<CountedWorkout, 'localStartMs'>): string =>
  dateOfDay(localDayOf(workout));

/**
 * Returns the workouts by their end, then by id. Awards and records are evaluated in this order, whatever the order
 * of arrival.
 */
export const inOrderOfEnd = <W extends Pick<CountedWorkout, 'workoutId' | 'endedAtMs'>>(
  workouts: readonly W[],
): W[] => workouts.toSorted((a, b) => a.endedAtMs - b.endedAtMs || (a.workoutId < b.workoutId ? -1 : 1));
