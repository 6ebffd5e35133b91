import type { WorkoutFacts, WorkoutSubmission } from '@afterburn/client';
import { addDays, instantOf, localDateOf, weekdayOf } from '../domain/local-time.ts';
import type { DemoAthlete, Effort, Session } from './athletes.ts';
import { createRandom, seedOf } from './random.ts';

export interface PlannedWorkout {
  /** The same whenever the workout is sent. */
  idempotencyKey: string;
  submission: WorkoutSubmission;
}

/** Five weeks include the beginning of the month and complete a streak of four weeks. */
const DAYS = 35;
/** Share of planned sessions that are skipped. */
const SKIPPED = 0.1;

/**
 * Returns the workouts of the last five weeks, up to yesterday in the athlete's time zone, oldest first. A day depends
 * only on athlete and date: tomorrow, the athlete has the same past and one more day.
 */
export function planTraining({ athlete, now }: { athlete: DemoAthlete; now: Date }): PlannedWorkout[] {
  const today = localDateOf(now.toISOString(), athlete.profile.timeZone);
  const dates = Array.from({ length: DAYS }, (_, index) => addDays(today, index - DAYS));
  return dates.flatMap((date) => {
    const random = createRandom(seedOf(`${athlete.athleteId}/${date}`));
    const session = athlete.week.find(({ weekdays }) => weekdays.includes(weekdayOf(date)));
    if (session === undefined || random() < SKIPPED) return [];
    const start = { localDate: date, localStartMinute: minuteOf(session, random) };
    const startedAt = instantOf(start, athlete.profile.timeZone);
    return [
      {
        idempotencyKey: `demo-${athlete.athleteId}-${date}`,
        submission: { athleteId: athlete.athleteId, startedAt, ...factsOf(session, random) },
      },
    ];
  });
}

/** Returns a start that varies by some minutes. */
function minuteOf({ at }: Session, random: () => number): number {
  const [hour = 0, minute = 0] = at.split(':').map(Number);
  return 60 * hour + minute + Math.floor(10 * random());
}

export function factsOf(effort: Effort, random: () => number): Omit<WorkoutFacts, 'startedAt'> {
  const { title, sport, km, metersPerSecond, minutes = [30, 60], climbPerKm, watts, heartRate } = effort;
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
