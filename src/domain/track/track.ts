/**
 * A recorded track as columns of equal length, one entry a sample, in the order of time.
 * Columns, not objects: 100,000 samples stay below 10 MB. NaN stands for "not recorded".
 */
export interface Track {
  /** Seconds since the workout's start, never decreasing. */
  seconds: Float64Array;
  /** Degrees, WGS 84. */
  latitude: Float64Array;
  longitude: Float64Array;
  elevationMeters: Float32Array;
  /** Metres since the start, never decreasing: the device's own count, before `cleanTrack` has measured the rest. */
  distanceMeters: Float64Array;
  /** Beats per minute. */
  heartRate: Float32Array;
  powerWatts: Float32Array;
  /** Steps or revolutions per minute, as the device gives it. */
  cadence: Float32Array;
  /** 1 for the first sample after a break that the file marks (a segment, a lap, a pause), else 0. */
  afterBreak: Uint8Array;
}
