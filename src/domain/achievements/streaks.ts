import { createConsecutiveRuns, type RunsState } from './consecutive-runs.ts';
import type { DatedWorkout, Meter } from './meter.ts';

const MINUTES_PER_DAY = 1440;

/** A summer time moves the clock by an hour; more than that is a journey. */
const JOURNEY_LEAST_MINUTES = 61;

/**
 * The longest run of local days with a workout each. Local dates may come twice or in reverse after a flight eastwards
 * over the date line, which changes nothing; a flight westwards may skip one, which does not break the run: the day
 * after still counts as the next one when it is that by the clock of the place that was left.
 */
export const dayStreak = (from: DayStreakState = { previous: null }): Meter<DayStreakState> => {
  const runs = createConsecutiveRuns(from.runs);
  let { previous } = from;
  return {
    take: ({ day, localStartMinute, startedAt }) => {
      const start = { day, localStartMinute, startedAt };
      runs.add(day);
      if (previous && isNextDayAfterJourney(previous, start)) runs.join(previous.day, day);
      previous = start;
      return runs.longest();
    },
    state: (fromDay) => ({ runs: runs.state(fromDay - 1), previous }),
  };
};

interface DayStreakState {
  runs?: RunsState;
  /** Of the workout before. */
  previous: LocalStart | null;
}

type LocalStart = Pick<DatedWorkout, 'day' | 'localStartMinute' | 'startedAt'>;

/** The longest run of ISO weeks with a workout each. */
export const weekStreak = (from?: RunsState): Meter<RunsState> => {
  const runs = createConsecutiveRuns(from);
  return {
    take: ({ day }) => {
      runs.add(weekNumber(day));
      return runs.longest();
    },
    state: (fromDay) => runs.state(weekNumber(fromDay) - 1),
  };
};

/** 1970-01-01 was a Thursday: three days on, weeks begin on multiples of seven. */
const weekNumber = (day: number): number => Math.floor((day + 3) / 7);

function isNextDayAfterJourney(from: LocalStart, to: LocalStart): boolean {
  if (to.day !== from.day + 2 || offsetMinutes(to) - offsetMinutes(from) < JOURNEY_LEAST_MINUTES)
    return false;
  const minutesWhereItLeft = instantMinutes(to) + offsetMinutes(from);
  return Math.floor(minutesWhereItLeft / MINUTES_PER_DAY) === from.day + 1;
}

/** How far the clocks around the athlete were ahead of UTC. */
const offsetMinutes = (workout: LocalStart): number =>
  workout.day * MINUTES_PER_DAY + workout.localStartMinute - instantMinutes(workout);

const instantMinutes = ({ startedAt }: LocalStart): number => Math.floor(Date.parse(startedAt) / 60_000);
