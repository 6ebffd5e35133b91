import type { Track } from '../../domain/track/track.ts';
import { deviceDistances } from './device-distance.ts';
import type { RecordedPoint } from './recorded-activity.ts';

/**
 * Returns the columns of a track from points in the order of time. Distance is the device's own, or absent. Impossible
 * values are omitted ("not recorded"):
 * - heart rate outside 20–250; devices write 255 and 0 for "no reading"
 * - power over 5000 W, cadence over 500, heights outside −1000…20,000 m
 * - positions off the globe, or at exactly 0°, 0°, as from a receiver without a fix
 */
export const buildTrack = (points: readonly RecordedPoint[], startMs: number): Track => {
  const seconds = Float64Array.from(points, (point) => (point.timeMs - startMs) / 1000);
  const latitude = Float64Array.from(points, (point) => (isPlace(point) ? point.latitude : NaN));
  const longitude = Float64Array.from(points, (point) => (isPlace(point) ? point.longitude : NaN));
  return {
    seconds,
    latitude,
    longitude,
    elevationMeters: Float32Array.from(points, (point) => within(point.elevationMeters, -1000, 20_000)),
    distanceMeters: deviceDistances(points, seconds) ?? new Float64Array(points.length).fill(NaN),
    heartRate: Float32Array.from(points, (point) => beatsOf(point.heartRate)),
    powerWatts: Float32Array.from(points, (point) => within(point.powerWatts, 0, 5000)),
    cadence: Float32Array.from(points, (point) => within(point.cadence, 0, 500)),
    afterBreak: Uint8Array.from(points, (point) => Number(point.afterBreak)),
  };
};

/** Returns the value if it is in the closed range, else NaN. */
export const within = (value: number, least: number, most: number): number =>
  value >= least && value <= most ? value : NaN;

/** Beats per minute, or NaN: devices write 0 or 255 for "no reading". */
export const beatsOf = (value: number): number => within(value, 20, 250);

const isPlace = ({ latitude, longitude }: RecordedPoint): boolean =>
  Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 && !(latitude === 0 && longitude === 0);
