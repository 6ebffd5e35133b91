import { MAX_RECORDING_POINTS, RecordingRejected } from '../../domain/recording.ts';
import type { Sport } from '../../domain/workout.ts';

/** One sample as a file gives it, unchecked; NaN where it says nothing. */
export interface RecordedPoint {
  /** Milliseconds since 1970-01-01T00:00Z. */
  timeMs: number;
  latitude: number;
  longitude: number;
  elevationMeters: number;
  /** The device's own count of metres. */
  distanceMeters: number;
  heartRate: number;
  powerWatts: number;
  cadence: number;
  /** True for the first sample after a break that the file marks: a new segment, track or lap. */
  afterBreak: boolean;
}

export const emptyPoint = (): RecordedPoint => ({
  timeMs: NaN,
  latitude: NaN,
  longitude: NaN,
  elevationMeters: NaN,
  distanceMeters: NaN,
  heartRate: NaN,
  powerWatts: NaN,
  cadence: NaN,
  afterBreak: false,
});

/** What the device says about the whole activity, unchecked; NaN where it says nothing. */
export interface DeviceTotals {
  startMs: number;
  elapsedSeconds: number;
  timerSeconds: number;
  /** The device's own time in motion. */
  movingSeconds: number;
  distanceMeters: number;
  elevationGainMeters: number;
  averageHeartRate: number;
  maxHeartRate: number;
  averagePowerWatts: number;
  energyKcal: number;
}

export const noTotals = (): DeviceTotals => ({
  startMs: NaN,
  elapsedSeconds: NaN,
  timerSeconds: NaN,
  movingSeconds: NaN,
  distanceMeters: NaN,
  elevationGainMeters: NaN,
  averageHeartRate: NaN,
  maxHeartRate: NaN,
  averagePowerWatts: NaN,
  energyKcal: NaN,
});

/** One activity of a file, in the terms that the three formats share: what a format reader makes. */
export interface RecordedActivity {
  sport: Sport;
  /** Indoors or in a game: its positions, if any, are not the athlete's. */
  isIndoor: boolean;
  title: string | null;
  points: RecordedPoint[];
  /** Samples without a time, which are not among the points. */
  untimedSamples: number;
  totals: DeviceTotals;
}

/** @throws RecordingRejected for more points than a recording may have */
export function requireFewPoints(points: number): void {
  if (points <= MAX_RECORDING_POINTS) return;
  throw new RecordingRejected(
    'recording-too-many-points',
    `It holds more than ${MAX_RECORDING_POINTS} points.`,
  );
}
