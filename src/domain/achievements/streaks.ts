import { createConsecutiveRuns } from './consecutive-runs.ts';
import type { BeginMeasure, DatedWorkout } from './measure.ts';

const MS_PER_MINUTE = 60_000;
const MS_PER_DAY = 86_400_000;

/** A summer time moves the clock by an hour; more than that is a journey. */
const JOURNEY_LEAST_MS = 61 * MS_PER_MINUTE;

type LocalStart = Pick<DatedWorkout, 'day' | 'localStartMs' | 'startedAtMs'>;

/**
 * The longest run of local days with a workout each. Local dates may come twice or in reverse after a flight eastwards
 * over the date line, which changes nothing; a flight westwards may skip one, which does not break the run: the day
 * after still counts as the next one when it is that by the clock of the place that was left.
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

/** The longest run of ISO weeks with a workout each. */
export const weekStreak: BeginMeasure = () => {
  const runs = createConsecutiveRuns();
  return ({ day }) => {
    runs.add(weekNumber(day));
    return runs.longest();
  };
};

/** 1970-01-01 was a Thursday: three days on, weeks begin on multiples of seven. */
const weekNumber = (day: number): number => Math.floor((day + 3) / 7);

function isNextDayAfterJourney(from: LocalStart, to: LocalStart): boolean {
  if (to.day !== from.day + 2 || offsetMs(to) - offsetMs(from) < JOURNEY_LEAST_MS) return false;
  return Math.floor((to.startedAtMs + offsetMs(from)) / MS_PER_DAY) === from.day + 1;
}

/** How far the clocks around the athlete were ahead of UTC. */
const offsetMs = ({ localStartMs, startedAtMs }: LocalStart): number => localStartMs - startedAtMs;
