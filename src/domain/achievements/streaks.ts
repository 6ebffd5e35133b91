import { createConsecutiveRuns } from './consecutive-runs.ts';
import type { BeginMeasure, DatedWorkout } from './measure.ts';

const MS_PER_MINUTE = 60_000;
const MS_PER_DAY = 86_400_000;

/** Daylight saving moves the clock by an hour. A larger difference is a journey. */
const JOURNEY_LEAST_MS = 61 * MS_PER_MINUTE;

type LocalStart = Pick<DatedWorkout, 'day' | 'localStartMs' | 'startedAtMs'>;

/**
 * Returns the longest streak of local days with a workout each. After a flight eastwards over the date line, local
 * dates may repeat or go back, which changes nothing. A flight westwards may skip a date. The streak continues if the
 * day is the next one in the previous time zone.
 */
export const dayStreak: BeginMeasure = () => {
  const runs = createConsecutiveRuns();
  let previous: LocalStart | undefined;
  return (workout) => {
    runs.add(workout.day);
    if (previous && isNextDayAfterJourney(previous, workout)) runs.join(previous.day, workout.day);
    previous = workout;
    return runs.longest();
  };
};

/** Returns the longest streak of ISO weeks with a workout each. */
export const weekStreak: BeginMeasure = () => {
  const runs = createConsecutiveRuns();
  return ({ day }) => {
    runs.add(weekNumber(day));
    return runs.longest();
  };
};

/** 1970-01-01 was a Thursday, so weeks begin on multiples of seven, minus three days. */
const weekNumber = (day: number): number => Math.floor((day + 3) / 7);

function isNextDayAfterJourney(from: LocalStart, to: LocalStart): boolean {
  if (to.day !== from.day + 2 || offsetMs(to) - offsetMs(from) < JOURNEY_LEAST_MS) return false;
  return Math.floor((to.startedAtMs + offsetMs(from)) / MS_PER_DAY) === from.day + 1;
}

/** Returns the offset of the local time from UTC. */
const offsetMs = ({ localStartMs, startedAtMs }: LocalStart): number => localStartMs - startedAtMs;
