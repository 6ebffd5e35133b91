import type { Track } from '../../domain/track/track.ts';
import { deviceDistances } from './device-distance.ts';
import { geodesicDistances } from './geodesic-distance.ts';
import type { RecordedPoint } from './recorded-activity.ts';

/**
 * The columns of a track from points in the order of time. A value that no athlete and no place on earth can have is
 * left out ("not recorded"): heart rate outside 20–260, power over 5000 W, cadence over 500, heights outside
 * −1000…20,000 m, positions off the globe or at exactly 0°, 0°, which is what a receiver without a fix writes.
 * Distance is the device's own where it counts, else geodesic, else absent.
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
    distanceMeters:
      deviceDistances(points, seconds) ?? geodesicDistances({ points, seconds, latitude, longitude }),
    heartRate: Float32Array.from(points, (point) => within(point.heartRate, 20, 260)),
    powerWatts: Float32Array.from(points, (point) => within(point.powerWatts, 0, 5000)),
    cadence: Float32Array.from(points, (point) => within(point.cadence, 0, 500)),
  };
};

/** The value if it lies in the closed range, else NaN. */
export const within = (value: number, least: number, most: number): number =>
  value >= least && value <= most ? value : NaN;

const isPlace = ({ latitude, longitude }: RecordedPoint): boolean =>
  Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 && !(latitude === 0 && longitude === 0);
