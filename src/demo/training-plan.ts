import { addDays, localDateOf, weekdayOf } from '../domain/local-time.ts';
import type { WorkoutSubmission } from '../domain/workout.ts';
import type { DemoAthlete } from './athletes.ts';
import { instantOf } from './local-clock.ts';
import { createRandom, seedOf } from './random.ts';
import type { Session } from './training-weeks.ts';

/** What is sent: facts that are absent are left out. */
export type Submission = Partial<WorkoutSubmission> &
  Pick<WorkoutSubmission, 'athleteId' | 'sport' | 'startedAt' | 'durationSeconds'>;

export interface PlannedWorkout {
  /** The same for the same workout, whenever it is sent. */
  idempotencyKey: string;
  submission: Submission;
}

/** Five weeks reach over the beginning of the month, and past a streak of four weeks. */
const DAYS = 35;
/** Nobody trains on each day that they meant to. */
const SKIPPED = 0.1;

/**
 * The workouts of the last five weeks, up to yesterday by the athlete's own calendar, oldest first. Each day follows
 * from the athlete and the date alone: tomorrow the same athlete has the same past, and one day more.
 */
export function planTraining({ athlete, now }: { athlete: DemoAthlete; now: Date }): PlannedWorkout[] {
  const today = localDateOf(now.toISOString(), athlete.profile.timeZone);
  const dates = Array.from({ length: DAYS }, (_, index) => addDays(today, index - DAYS));
  return dates.flatMap((date) => {
    const random = createRandom(seedOf(`${athlete.athleteId}/${date}`));
    const session = athlete.week.find(({ weekdays }) => weekdays.includes(weekdayOf(date)));
    if (session === undefined || random() < SKIPPED) return [];
    const { hour, minute } = startOf(session, random);
    const startedAt = instantOf({ date, hour, minute }, athlete.profile.timeZone);
    return [
      {
        idempotencyKey: `demo-${athlete.athleteId}-${date}`,
        submission: { athleteId: athlete.athleteId, startedAt, ...factsOf(session, random) },
      },
    ];
  });
}

/** Not on the minute each time. */
function startOf({ at }: Session, random: () => number): { hour: number; minute: number } {
  const [hour = 0, minute = 0] = at.split(':').map(Number);
  return { hour, minute: minute + Math.floor(10 * random()) };
}

export function factsOf(
  session: Omit<Session, 'weekdays' | 'at'>,
  random: () => number,
): Omit<Submission, 'athleteId' | 'startedAt'> {
  const { title, sport, km, metersPerSecond, minutes = [30, 60], climbPerKm, watts, heartRate } = session;
  const averageHeartRate = Math.round(heartRate - 4 + 8 * random());
  const meters = km && Math.round(1000 * within(km, random));
  const movingSeconds =
    meters && metersPerSecond
      ? Math.round(meters / (metersPerSecond * (0.95 + 0.1 * random())))
      : Math.round(60 * within(minutes, random));
  return {
    title,
    sport,
    durationSeconds: movingSeconds + Math.round(120 * random()),
    movingSeconds,
    averageHeartRate,
    maxHeartRate: averageHeartRate + 12 + Math.round(8 * random()),
    ...(meters && { distanceMeters: meters }),
    ...(meters && climbPerKm && { elevationGainMeters: Math.round((meters / 1000) * climbPerKm) }),
    ...(watts && { averagePowerWatts: Math.round(watts - 10 + 20 * random()) }),
  };
}

const within = ([least, most]: readonly [number, number], random: () => number): number =>
  least + (most - least) * random();
