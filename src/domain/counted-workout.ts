import type { Sport } from './workout.ts';

/** The shortest time over a distance. */
export interface Effort {
  distanceMeters: number;
  durationSeconds: number;
}

/**
 * One workout as the engines of achievements and records read it: live, unflagged, no duplicate, all of one athlete.
 * The list may come in any order; the engines sort it.
 */
export interface CountedWorkout {
  workoutId: string;
  sport: Sport;
  /** ISO instant in UTC. */
  startedAt: string;
  /** The start plus the duration; what a workout earns is dated by it. */
  endedAt: string;
  /** `yyyy-MM-dd` of the start, in the workout's own zone, else the athlete's. */
  localDate: string;
  /** Minutes since local midnight at the start, 0–1439. */
  localStartMinute: number;
  durationSeconds: number;
  movingSeconds: number | null;
  distanceMeters: number | null;
  elevationGainMeters: number | null;
  grossKcal: number | null;
  efforts: Effort[];
}

/** A workout's place in the order of ends. */
export type Place = Pick<CountedWorkout, 'workoutId' | 'endedAt'>;

/** Whether a workout comes after that place. */
export const isAfter = ({ endedAt, workoutId }: Place, place: Place): boolean => {
  const later = Date.parse(endedAt) - Date.parse(place.endedAt);
  return later === 0 ? workoutId > place.workoutId : later > 0;
};

/**
 * The workouts in the order in which they were finished, by id where that is the same instant: the one order in which
 * awards and records are given, whatever the order of arrival.
 */
export function inOrderOfEnd<W extends Place>(workouts: readonly W[]): W[] {
  return workouts
    .map((workout) => ({ workout, end: Date.parse(workout.endedAt) }))
    .sort((a, b) => a.end - b.end || (a.workout.workoutId < b.workout.workoutId ? -1 : 1))
    .map(({ workout }) => workout);
}
