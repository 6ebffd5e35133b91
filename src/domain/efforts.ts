import type { LeftOut } from './recording.ts';
import { bestEfforts } from './track/best-efforts.ts';
import type { Effort } from './counted-workout.ts';
import { flagsOf, isPlausibleEffort, LEAST_CHECKED_METERS, type CheckedFacts } from './plausibility.ts';
import { cleanTrack, TRACK_VERSION, type Cleaning } from './track/clean-track.ts';
import { distanceCurveOf } from './track/distance-curve.ts';
import { isCounted } from './track/path.ts';
import { speedNoiseOf, withoutNoise } from './track/speed-noise.ts';
import type { Track } from './track/track.ts';
import type { Flag, Sport, WorkoutFacts } from './workout.ts';

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

/** A workout without a track may exceed a distance by this fraction and still count. */
const WHOLE_WORKOUT_TOLERANCE = 0.01;

/** Below the resolution of any device: binary fractions must not decide whether 21,097.5 m are within 1 %. */
const ROUNDING_METERS = 1e-6;

/**
 * Returns the efforts of a workout without a track, in its elapsed duration: each distance that it reaches and exceeds
 * by at most 1 %. So 10.02 km in 45:12 is a 10 km effort of 45:12, and 9.99 km is none.
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

export interface EffortSource extends CheckedFacts {
  /** As it was recorded. */
  track: Track | null;
  leftOut: LeftOut | null;
  clearedFlags: readonly Flag[];
}

export interface EffortFindings {
  efforts: Effort[];
  /** Null without a recording. */
  cleaning: Cleaning | null;
  flags: Flag[];
}

interface Found extends Pick<EffortFindings, 'efforts' | 'cleaning'> {
  /** Whether a stretch of a kilometre or more is faster than the sport allows. */
  isTooFast: boolean;
}

/**
 * Returns the best efforts and the flags of a workout: of its cleaned track if it has distances, else of the whole
 * workout. An impossible short effort is noise and left out; a long one flags the workout.
 */
export function findEfforts({ clearedFlags, ...source }: EffortSource): EffortFindings {
  const { isTooFast, ...found } = findOnTrack(source);
  return { ...found, flags: flagsOf(source, { isTooFast }, clearedFlags) };
}

function findOnTrack({ track, leftOut, ...facts }: Omit<EffortSource, 'clearedFlags'>): Found {
  if (track === null || leftOut === null)
    return { efforts: wholeWorkoutEfforts(facts), cleaning: null, isTooFast: false };
  const clean = cleanTrack(track, facts.sport);
  const cleaning = { version: TRACK_VERSION, ...clean.dropped, ...leftOut };
  const curve = distanceCurveOf(clean.track);
  if (curve.meters.length === 0) return { efforts: wholeWorkoutEfforts(facts), cleaning, isTooFast: false };
  const noise = isCounted(track) ? 0 : speedNoiseOf(curve);
  const efforts = bestEfforts(curve, distancesOf(facts.sport)).map((effort) =>
    withoutNoise(curve, effort, noise),
  );
  const isLong = ({ distanceMeters }: Effort) => distanceMeters >= LEAST_CHECKED_METERS;
  const isPossible = (effort: Effort) => isPlausibleEffort(facts.sport, effort);
  return {
    efforts: efforts.filter((effort) => isLong(effort) || isPossible(effort)),
    cleaning,
    isTooFast: clean.isTooFast || efforts.some((effort) => isLong(effort) && !isPossible(effort)),
  };
}

const distancesOf = (sport: Sport): readonly number[] =>
  sport === 'run' || sport === 'ride' ? EFFORT_DISTANCES[sport] : [];
