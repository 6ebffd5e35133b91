import type { LeftOut } from '../../src/domain/recording.ts';
import type { Track } from '../../src/domain/track/track.ts';

export const NOTHING_LEFT_OUT: LeftOut = {
  samplesWithoutTime: 0,
  samplesOutsideSession: 0,
  contradictedTotals: [],
};

/** A track of which only time, distance and perhaps elevation are known. */
export function trackOf(seconds: number[], distanceMeters: number[], elevationMeters?: number[]): Track {
  const unknown = () => new Float64Array(seconds.length).fill(Number.NaN);
  return {
    seconds: Float64Array.from(seconds),
    latitude: unknown(),
    longitude: unknown(),
    elevationMeters: Float32Array.from(elevationMeters ?? unknown()),
    distanceMeters: Float64Array.from(distanceMeters),
    heartRate: Float32Array.from(unknown()),
    powerWatts: Float32Array.from(unknown()),
    cadence: Float32Array.from(unknown()),
    afterBreak: new Uint8Array(seconds.length),
  };
}
