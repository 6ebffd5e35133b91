import { createHash } from 'node:crypto';
import { createRandom } from '../../src/demo/random.ts';
import type { Sport } from '../../src/domain/workout.ts';

/** A workout of the load: the body of a save, as an app sends it. */
export interface BenchWorkout {
  athleteId: string;
  sport: Sport;
  startedAt: string;
  durationSeconds: number;
  distanceMeters: number;
  averageHeartRate: number | null;
}

export const ATHLETES = 1000;
const SEED = 20_261_120;
const FIRST_START = Date.UTC(2024, 0, 1);
/** More than the longest start delay and the longest workout together, so no two workouts of an athlete overlap. */
const BETWEEN_STARTS_MS = 26 * 3_600_000;

const PACES: readonly { sport: Sport; share: number; metersPerSecond: number }[] = [
  { sport: 'run', share: 0.6, metersPerSecond: 3 },
  { sport: 'ride', share: 0.85, metersPerSecond: 7 },
  { sport: 'walk', share: 1, metersPerSecond: 1.4 },
];

/** Returns the workout of this number: the same in every process, for every contender, in every run. */
export function workoutAt(index: number): BenchWorkout {
  const random = createRandom(SEED + index);
  const pick = random();
  const { sport, metersPerSecond } = PACES.find(({ share }) => pick < share)!;
  const durationSeconds = 1200 + Math.floor(random() * 6000);
  const start =
    FIRST_START + Math.floor(index / ATHLETES) * BETWEEN_STARTS_MS + Math.floor(random() * 20 * 3600) * 1000;
  return {
    athleteId: athleteIdAt(index % ATHLETES),
    sport,
    startedAt: new Date(start).toISOString(),
    durationSeconds,
    distanceMeters: Math.round(durationSeconds * metersPerSecond * (0.8 + random() * 0.4)),
    averageHeartRate: random() < 0.7 ? 110 + Math.floor(random() * 60) : null,
  };
}

export const athleteIdAt = (number: number): string => `ath-${number}`;

/** Returns the athlete's UUID, the same in every database. */
export function athleteUuidAt(number: number): string {
  const hex = createHash('md5').update(athleteIdAt(number)).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`;
}
