import type { Track } from './track.ts';

/** Distance over time, linear between these points. Seconds strictly increase, metres never decrease. */
export interface DistanceCurve {
  seconds: number[];
  meters: number[];
}

/**
 * Returns the curve of a cleaned track. Skips samples without a distance; of several at the same second the last one
 * counts.
 */
export function distanceCurveOf(track: Pick<Track, 'seconds' | 'distanceMeters'>): DistanceCurve {
  const curve: DistanceCurve = { seconds: [], meters: [] };
  for (const [index, meters] of track.distanceMeters.entries()) {
    const seconds = track.seconds[index] ?? Number.NaN;
    if (Number.isNaN(meters) || Number.isNaN(seconds)) continue;
    if (curve.seconds.at(-1) === seconds) curve.meters.pop();
    else curve.seconds.push(seconds);
    curve.meters.push(meters);
  }
  return curve;
}
