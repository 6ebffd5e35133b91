import { MAX_RECORDING_POINTS, RecordingRejected } from '../../domain/recording.ts';
import type { Sport } from '../../domain/workout.ts';

/** One sample of a file, unchecked; NaN for absent values. */
export interface RecordedPoint {
  /** Milliseconds since 1970-01-01T00:00Z. */
  timeMs: number;
  latitude: number;
  longitude: number;
  elevationMeters: number;
  /** The device's own distance. */
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

/** The device's totals of an activity, unchecked; NaN for absent values. */
export interface DeviceTotals {
  startMs: number;
  elapsedSeconds: number;
  timerSeconds: number;
  /** The device's own moving time. */
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

/** One activity of a file, in a form that the three formats share. */
export interface RecordedActivity {
  sport: Sport;
  /** Whether it is indoors or in a game: its positions, if any, are not the athlete's. */
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
