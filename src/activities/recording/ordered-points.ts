import type { RecordedPoint } from './recorded-activity.ts';

/**
 * Returns the points in the order of time, each time once. Points without a time or before 1970 are dropped. Of several
 * with the same time the first is kept, and completed by the others: some devices write one record per sensor. A break
 * on a repeated time moves to the next point.
 */
export const orderPoints = (points: readonly RecordedPoint[]): RecordedPoint[] => {
  const timed = points.filter((point) => point.timeMs >= 0);
  const sorted = timed.every(isInOrder) ? timed : timed.toSorted((a, b) => a.timeMs - b.timeMs);
  const ordered: RecordedPoint[] = [];
  let afterBreak = false;
  for (const point of sorted) {
    const previous = ordered.at(-1);
    afterBreak ||= point.afterBreak;
    if (previous?.timeMs === point.timeMs) fillFrom(previous, point);
    else {
      point.afterBreak = afterBreak;
      afterBreak = false;
      ordered.push(point);
    }
  }
  return ordered;
};

const isInOrder = (point: RecordedPoint, index: number, points: readonly RecordedPoint[]): boolean => {
  const previous = points[index - 1];
  return previous === undefined || previous.timeMs <= point.timeMs;
};

const READINGS = ['elevationMeters', 'distanceMeters', 'heartRate', 'powerWatts', 'cadence'] as const;

const fillFrom = (point: RecordedPoint, repeated: RecordedPoint): void => {
  if (Number.isNaN(point.latitude)) {
    point.latitude = repeated.latitude;
    point.longitude = repeated.longitude;
  }
  for (const reading of READINGS) {
    if (Number.isNaN(point[reading])) point[reading] = repeated[reading];
  }
};
