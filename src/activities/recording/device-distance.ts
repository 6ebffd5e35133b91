import type { RecordedPoint } from './recorded-activity.ts';

/** A part of a longer file starts with the metres of the previous part: over 100 m and faster than 35 m/s. */
const SLACK_METERS = 100;
const FASTEST_METERS_PER_SECOND = 35;
/** A distance that drops to this fraction of its last value has restarted. */
const RESTART_SHARE = 0.1;
/** After a break, a distance that drops by more than this has restarted. */
const RESTART_METERS = 10;

/**
 * Returns the device's metres since the start, one per point, never decreasing; null without any. Gaps are interpolated
 * by time. A distance that restarts (a lap, a track) continues from its last value. A value far below or above its
 * neighbours is ignored.
 */
export const deviceDistances = (
  points: readonly RecordedPoint[],
  seconds: Float64Array,
): Float64Array<ArrayBuffer> | null => {
  const known = countedIndexes(points);
  const first = known[0];
  if (first === undefined || !known.some((index) => metersAt(points, index) > 0)) return null;

  const distances = new Float64Array(points.length);
  let base = startsLate(metersAt(points, first), seconds[first] ?? 0) ? -metersAt(points, first) : 0;
  let last = { index: -1, counted: 0, meters: 0 };
  for (const [position, index] of known.entries()) {
    const counted = metersAt(points, index);
    const next = metersAt(points, known[position + 1] ?? -1);
    const isLap = points[index]?.afterBreak === true && counted < last.counted - RESTART_METERS;
    const isPeak = counted > next && next >= last.counted && !isLap;
    const isRestart = isLap || (counted <= RESTART_SHARE * last.counted && !(next >= last.counted));
    if (isPeak || (counted < last.counted && !isRestart)) continue;
    if (isRestart) base += last.counted;
    const current = { index, counted, meters: base + counted };
    fill(distances, seconds, last, current);
    last = current;
  }
  distances.fill(last.meters, last.index + 1);
  return distances;
};

interface Mark {
  index: number;
  meters: number;
}

const countedIndexes = (points: readonly RecordedPoint[]): number[] => {
  const indexes: number[] = [];
  points.forEach((point, index) => {
    if (point.distanceMeters >= 0 && point.distanceMeters < 1e7) indexes.push(index);
  });
  return indexes;
};

const metersAt = (points: readonly RecordedPoint[], index: number): number =>
  points[index]?.distanceMeters ?? NaN;

const startsLate = (meters: number, afterSeconds: number): boolean =>
  meters > SLACK_METERS + FASTEST_METERS_PER_SECOND * afterSeconds;

/** Writes the metres at `to`, and interpolates the points before it by time; before the first mark they are 0. */
const fill = (distances: Float64Array, seconds: Float64Array, from: Mark, to: Mark): void => {
  const startSeconds = seconds[from.index] ?? 0;
  const elapsed = (seconds[to.index] ?? 0) - startSeconds;
  for (let i = from.index + 1; i < to.index; i += 1) {
    const share = from.index < 0 ? 0 : ((seconds[i] ?? 0) - startSeconds) / elapsed;
    distances[i] = from.meters + share * (to.meters - from.meters);
  }
  distances[to.index] = to.meters;
};
