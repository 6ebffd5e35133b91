import type { Effort } from './counted-workout.ts';
import type { Track } from './track.ts';

/** Placeholder until the search over the track is here. */
export function bestEfforts(
  _track: Track,
  _distances: readonly number[],
  _maxMetersPerSecond = Infinity,
): Effort[] {
  return [];
}
