import { dateOfDay } from './calendar.ts';
import type { Sport } from './workout.ts';

/** The shortest time over a distance. */
export interface Effort {
  distanceMeters: number;
  durationSeconds: number;
}

/**
 * One workout as the rules of achievements and records read it: live, unflagged, no duplicate, all of one athlete.
 * The list may come in any order. Times are numbers, since an athlete has thousands of workouts.
 */
export interface CountedWorkout {
  workoutId: string;
  sport: Sport;
  /** Milliseconds since 1970 in UTC. */
  startedAtMs: number;
  /** The start plus the duration; what a workout earns is dated by it. */
  endedAtMs: number;
  /** The start by the clock of the workout's zone, else the athlete's: milliseconds since 1970 on that clock. */
  localStartMs: number;
  durationSeconds: number;
  movingSeconds: number | null;
  distanceMeters: number | null;
  elevationGainMeters: number | null;
  grossKcal: number | null;
  /** Those slower than an earlier one of the athlete, sport and distance may be left out: no rule reads them. */
  efforts: readonly Effort[];
}

const MS_PER_DAY = 86_400_000;

/** Days from 1970-01-01 to the local date of the start. */
export const localDayOf = ({ localStartMs }: Pick<CountedWorkout, 'localStartMs'>): number =>
  Math.floor(localStartMs / MS_PER_DAY);

/** The local date of the start, `yyyy-MM-dd`. */
export const startDateOf = (workout: Pick<CountedWorkout, 'localStartMs'>): string =>
  dateOfDay(localDayOf(workout));

/**
 * Returns the workouts in the order in which they ended, by id where that is the same instant: the one order in which
 * awards and records are given, whatever the order of arrival.
 */
export const inOrderOfEnd = <W extends Pick<CountedWorkout, 'workoutId' | 'endedAtMs'>>(
  workouts: readonly W[],
): W[] => workouts.toSorted((a, b) => a.endedAtMs - b.endedAtMs || (a.workoutId < b.workoutId ? -1 : 1));
