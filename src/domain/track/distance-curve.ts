import type { Track } from './track.ts';

/** Distance over time as the straight lines between these points: seconds strictly and metres never decreasing. */
export interface DistanceCurve {
  seconds: number[];
  meters: number[];
}

/**
 * Returns the curve that the samples of a cleaned track draw. Samples without a distance are passed over; of several at
 * the same second the last one counts.
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
