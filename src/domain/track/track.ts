/**
 * A recorded track as columns of equal length: one entry per sample, in the order of time. 100,000 samples take less
 * than 10 MB. NaN means "not recorded".
 */
export interface Track {
  /** Seconds since the workout's start, never decreasing. */
  seconds: Float64Array;
  /** Degrees, WGS 84. */
  latitude: Float64Array;
  longitude: Float64Array;
  elevationMeters: Float32Array;
  /** Metres since the start, never decreasing. Before `cleanTrack`, this is the device's own distance. */
  distanceMeters: Float64Array;
  /** Beats per minute. */
  heartRate: Float32Array;
  powerWatts: Float32Array;
  /** Steps or revolutions per minute, as the device gives it. */
  cadence: Float32Array;
  /** 1 for the first sample after a break that the file marks (a segment, a lap, a pause), else 0. */
  afterBreak: Uint8Array;
}
