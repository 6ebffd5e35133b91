import { createConsecutiveRuns } from './consecutive-runs.ts';
import type { DatedWorkout, Meter } from './meter.ts';

const MINUTES_PER_DAY = 1440;

/** A summer time moves the clock by an hour; more than that is a journey. */
const JOURNEY_LEAST_MINUTES = 61;

/**
 * The longest run of local days with a workout each. Local dates may come twice or in reverse after a flight eastwards
 * over the date line, which changes nothing; a flight westwards may skip one, which does not break the run: the day
 * after still counts as the next one when it is that by the clock of the place that was left.
 */
export const dayStreak = (): Meter => {
  const runs = createConsecutiveRuns();
  let previous: DatedWorkout | undefined;
  return (workout) => {
    runs.add(workout.day);
    if (previous && isNextDayAfterJourney(previous, workout)) runs.join(previous.day, workout.day);
    previous = workout;
    return runs.longest();
  };
};

/** The longest run of ISO weeks with a workout each. */
export const weekStreak = (): Meter => {
  const runs = createConsecutiveRuns();
  return ({ day }) => {
    // 1970-01-01 was a Thursday: three days on, weeks begin on multiples of seven.
    runs.add(Math.floor((day + 3) / 7));
    return runs.longest();
  };
};

function isNextDayAfterJourney(from: DatedWorkout, to: DatedWorkout): boolean {
  if (to.day !== from.day + 2 || offsetMinutes(to) - offsetMinutes(from) < JOURNEY_LEAST_MINUTES)
    return false;
  const minutesWhereItLeft = instantMinutes(to) + offsetMinutes(from);
  return Math.floor(minutesWhereItLeft / MINUTES_PER_DAY) === from.day + 1;
}

/** How far the clocks around the athlete were ahead of UTC. */
const offsetMinutes = (workout: DatedWorkout): number =>
  workout.day * MINUTES_PER_DAY + workout.localStartMinute - instantMinutes(workout);

const instantMinutes = ({ startedAt }: DatedWorkout): number => Math.floor(Date.parse(startedAt) / 60_000);
