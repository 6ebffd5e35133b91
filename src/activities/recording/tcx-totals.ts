import { beatsOf } from './build-track.ts';
import { noTotals, type DeviceTotals } from './recorded-activity.ts';

/** The totals of one lap of a TCX file; NaN for absent values. */
export interface TcxLap {
  startMs: number;
  /** `TotalTimeSeconds`: the timer, without pauses. */
  timerSeconds: number;
  distanceMeters: number;
  energyKcal: number;
  averageHeartRate: number;
  maxHeartRate: number;
}

/**
 * Returns the totals of all laps: sums, and the mean heart rate weighted by time. A sum is NaN if a lap lacks the
 * value, because a partial distance is worse than that of the samples.
 */
export const tcxTotals = (laps: readonly TcxLap[]): DeviceTotals => {
  const timerSeconds = sum(laps, (lap) => lap.timerSeconds);
  const startMs = least(laps, (lap) => lap.startMs);
  const endMs = -least(laps, (lap) => -(lap.startMs + 1000 * lap.timerSeconds));
  return {
    ...noTotals(),
    startMs,
    elapsedSeconds: (endMs - startMs) / 1000,
    timerSeconds,
    distanceMeters: sum(laps, (lap) => lap.distanceMeters),
    energyKcal: sum(laps, (lap) => lap.energyKcal),
    averageHeartRate: sum(laps, (lap) => beatsOf(lap.averageHeartRate) * lap.timerSeconds) / timerSeconds,
    maxHeartRate: -least(laps, (lap) => -beatsOf(lap.maxHeartRate)),
  };
};

const sum = (laps: readonly TcxLap[], valueOf: (lap: TcxLap) => number): number =>
  laps.reduce((total, lap) => total + valueOf(lap), 0);

/** Returns the smallest value; Infinity without any. */
const least = (laps: readonly TcxLap[], valueOf: (lap: TcxLap) => number): number =>
  laps.reduce((minimum, lap) => (valueOf(lap) < minimum ? valueOf(lap) : minimum), Infinity);
