import type { Effort } from '../counted-workout.ts';
import type { DistanceCurve } from './distance-curve.ts';

/** Less than any device resolves: 1000 m made of a thousand float additions are 1000 m. */
const ROUNDING_METERS = 1e-6;

/**
 * The shortest elapsed seconds, to the millisecond, over any stretch of exactly each distance (metres), interpolated
 * linearly between samples; pauses count. Distances longer than the curve are left out. Linear in the samples for each
 * distance.
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

/** A shortest stretch begins or ends at a sample, for between samples the speed at neither end changes. */
const shortestOver = (curve: DistanceCurve, distance: number): number =>
  Math.min(shortestFromSamples(curve, distance), shortestUntilSamples(curve, distance));

/** Stretches that begin at a sample: each ends at the first moment at which the distance is reached. */
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

/** Stretches that end at a sample: each begins at the last moment at which the distance is still ahead. */
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

/** When the curve passes `mark` between the sample before `index` and the one at it. */
function momentOf(seconds: number[], meters: number[], index: number, mark: number): number {
  const before = at(meters, index - 1);
  const share = (mark - before) / (at(meters, index) - before);
  const from = at(seconds, index - 1);
  return from + Math.min(1, Math.max(0, share)) * (at(seconds, index) - from);
}

const toMilliseconds = (seconds: number): number => Math.round(seconds * 1000) / 1000;

/** Both columns are as long as each other, and every index here lies inside. */
const at = (values: number[], index: number): number => values[index] as number;
