import { bestEfforts } from './track/best-efforts.ts';
import type { Effort } from './counted-workout.ts';
import { distanceCurveOf } from './track/distance-curve.ts';
import { maxPlausibleSpeed } from './plausibility.ts';
import type { Track } from './track/track.ts';
import type { Sport, WorkoutFacts } from './workout.ts';

/** The distances in metres over which best efforts are kept: round kilometres, miles, half and full marathon. */
export const EFFORT_DISTANCES: Record<'run' | 'ride', readonly number[]> = {
  run: [
    400, 804.672, 1000, 1609.344, 3218.688, 5000, 10_000, 15_000, 16_093.44, 20_000, 21_097.5, 30_000, 42_195,
    50_000, 100_000, 160_934.4,
  ],
  ride: [
    5000, 8046.72, 10_000, 16_093.44, 20_000, 30_000, 40_000, 50_000, 80_467.2, 90_000, 100_000, 160_934.4,
  ],
};

/** A workout without a track may be longer than the distance by this share and still counts for it. */
const WHOLE_WORKOUT_TOLERANCE = 0.01;

/** Less than any device resolves: so that 21,097.5 m at most 1 % more is not decided by binary fractions. */
const ROUNDING_METERS = 1e-6;

/**
 * What a workout without a track counts for: the distances that its own reaches and exceeds by at most 1 %, each in
 * its elapsed duration. 10.02 km in 45:12 is a 10 km effort of 45:12; 9.99 km is none.
 */
export function wholeWorkoutEfforts({
  sport,
  distanceMeters,
  durationSeconds,
}: Pick<WorkoutFacts, 'sport' | 'distanceMeters' | 'durationSeconds'>): Effort[] {
  if (distanceMeters === null) return [];
  return distancesOf(sport)
    .filter((distance) => {
      const excess = distanceMeters - distance;
      return excess >= 0 && excess <= distance * WHOLE_WORKOUT_TOLERANCE + ROUNDING_METERS;
    })
    .map((distance) => ({ distanceMeters: distance, durationSeconds }));
}

export interface EffortFindings {
  efforts: Effort[];
  /** How many samples of the track imply an impossible speed and count for nothing; null without a track. */
  droppedSamples: number | null;
}

/** The best efforts of one workout: of its track where that has distances, else of the workout as a whole. */
export function findEfforts(
  sport: Sport,
  track: Track | null,
  facts: Pick<WorkoutFacts, 'distanceMeters' | 'durationSeconds'>,
): EffortFindings {
  if (track === null || !track.distanceMeters.some(Number.isFinite))
    return { efforts: wholeWorkoutEfforts({ sport, ...facts }), droppedSamples: track && 0 };
  const curve = distanceCurveOf(track, maxPlausibleSpeed(sport));
  return { efforts: bestEfforts(curve, distancesOf(sport)), droppedSamples: curve.droppedSamples };
}

const distancesOf = (sport: Sport): readonly number[] =>
  sport === 'run' || sport === 'ride' ? EFFORT_DISTANCES[sport] : [];
