import type { Effort } from '../counted-workout.ts';
import type { DistanceCurve } from './distance-curve.ts';

/** Below the resolution of any device: a thousand additions of 1 m are 1000 m. */
const ROUNDING_METERS = 1e-6;

/**
 * Returns the shortest elapsed time in seconds, to the millisecond, over any stretch of exactly each distance in
 * metres. Interpolates linearly between samples; pauses count. Leaves out distances longer than the curve. Linear in
 * the samples for each distance.
 */
export function bestEfforts(curve: DistanceCurve, distances: readonly number[]): Effort[] {
  const total = (curve.meters.at(-1) ?? 0) - (curve.meters[0] ?? 0);
  return distances
    .filter((distance) => distance > 0 && distance <= total + ROUNDING_METERS)
    .map((distance) => ({
      distanceMeters: distance,
      durationSeconds: toMilliseconds(shortestOver(curve, distance)),
    }));
}

/** A shortest stretch begins or ends at a sample, because the speed is constant between samples. */
const shortestOver = (curve: DistanceCurve, distance: number): number =>
  Math.min(shortestFromSamples(curve, distance), shortestUntilSamples(curve, distance));

/** Checks stretches that begin at a sample. Each ends at the first moment at which the distance is reached. */
function shortestFromSamples({ seconds, meters }: DistanceCurve, distance: number): number {
  let shortest = Number.POSITIVE_INFINITY;
  let end = 1;
  for (const [start, from] of meters.entries()) {
    const mark = from + distance;
    while (end < meters.length && at(meters, end) < mark - ROUNDING_METERS) end++;
    if (end === meters.length) break;
    shortest = Math.min(shortest, momentOf(seconds, meters, end, mark) - at(seconds, start));
  }
  return shortest;
}

/** Checks stretches that end at a sample. Each begins at the last moment at which the distance still remains. */
function shortestUntilSamples({ seconds, meters }: DistanceCurve, distance: number): number {
  let shortest = Number.POSITIVE_INFINITY;
  let next = 0;
  for (const [end, to] of meters.entries()) {
    const mark = to - distance;
    while (next < end && at(meters, next) <= mark + ROUNDING_METERS) next++;
    if (next > 0) shortest = Math.min(shortest, at(seconds, end) - momentOf(seconds, meters, next, mark));
  }
  return shortest;
}

/** Returns when the curve reaches `mark`, between the samples `index` − 1 and `index`. */
function momentOf(seconds: number[], meters: number[], index: number, mark: number): number {
  const before = at(meters, index - 1);
  const share = (mark - before) / (at(meters, index) - before);
  const from = at(seconds, index - 1);
  return from + Math.min(1, Math.max(0, share)) * (at(seconds, index) - from);
}

const toMilliseconds = (seconds: number): number => Math.round(seconds * 1000) / 1000;

/** Returns the value at an index, which all callers keep in range. */
const at = (values: number[], index: number): number => values[index] as number;
