import { beatsOf } from './build-track.ts';
import { noTotals, type DeviceTotals } from './recorded-activity.ts';

/** What a TCX file says of one lap; NaN where it says nothing. */
export interface TcxLap {
  startMs: number;
  /** `TotalTimeSeconds`: the timer's, without pauses. */
  timerSeconds: number;
  distanceMeters: number;
  energyKcal: number;
  averageHeartRate: number;
  maxHeartRate: number;
}

/**
 * The totals of all laps: sums, and the average heart rate weighted by the laps' time. A sum in which a lap is missing
 * is none (NaN), since half a distance would be worse than the one that the samples give.
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

/** The least of the values that are there; Infinity where none is. */
const least = (laps: readonly TcxLap[], valueOf: (lap: TcxLap) => number): number =>
  laps.reduce((minimum, lap) => (valueOf(lap) < minimum ? valueOf(lap) : minimum), Infinity);
