import geodesic from 'geographiclib-geodesic';
import type { RecordedPoint } from './recorded-activity.ts';

const WGS84 = geodesic.Geodesic.WGS84;
const DISTANCE = geodesic.Geodesic.DISTANCE;

/** Laps and segments follow each other within seconds; what lies over a minute apart was a pause. */
const LONGEST_BREAK_SECONDS = 60;

interface Positions {
  points: readonly RecordedPoint[];
  seconds: Float64Array;
  /** Degrees, NaN where there is no fix. */
  latitude: Float64Array;
  longitude: Float64Array;
}

/**
 * Metres since the start along the WGS 84 ellipsoid (Karney 2013), one for each point, never decreasing and not
 * rounded: rounding one-second steps to whole metres adds 1 %. A point without a position keeps the distance of the
 * one before. What lies across a marked break of over a minute is not counted: the athlete had stopped the device.
 * All NaN where there is no position at all.
 */
export const geodesicDistances = ({
  points,
  seconds,
  latitude,
  longitude,
}: Positions): Float64Array<ArrayBuffer> => {
  const distances = new Float64Array(points.length);
  let total = 0;
  let from = -1;
  let broken = false;
  for (let i = 0; i < points.length; i += 1) {
    broken ||= points[i]?.afterBreak === true;
    if (!Number.isNaN(at(latitude, i))) {
      const isPause = broken && at(seconds, i) - at(seconds, from) > LONGEST_BREAK_SECONDS;
      if (from >= 0 && !isPause) total += between(latitude, longitude, from, i);
      from = i;
      broken = false;
    }
    distances[i] = total;
  }
  return from < 0 ? distances.fill(NaN) : distances;
};

const at = (column: Float64Array, index: number): number => column[index] ?? NaN;

const between = (latitude: Float64Array, longitude: Float64Array, from: number, to: number): number =>
  WGS84.Inverse(at(latitude, from), at(longitude, from), at(latitude, to), at(longitude, to), DISTANCE).s12 ??
  0;
