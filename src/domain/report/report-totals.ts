import { inOrderOfEnd, type CountedWorkout } from '../counted-workout.ts';
import { activeSeconds } from '../speed.ts';
import { beginTimeUnion } from '../time-union.ts';

/** Sums over workouts; a workout without a value adds nothing. */
export interface ReportTotals {
  workouts: number;
  distanceMeters: number;
  /** Moving time if known, else the duration; time that overlaps another workout counts once. */
  movingSeconds: number;
  elevationGainMeters: number;
  /** Gross. */
  energyKcal: number;
}

export interface Change {
  /** This month minus the other. */
  difference: number;
  /** Relative to the other month, in percent with one decimal; null if that was 0. */
  percent: number | null;
}

export type ReportChanges = Record<keyof ReportTotals, Change>;

/** Returns the sums over these workouts, to 2 decimals. */
export const totalsOf = (workouts: readonly CountedWorkout[]): ReportTotals => ({
  workouts: workouts.length,
  distanceMeters: sum(workouts, ({ distanceMeters }) => distanceMeters),
  movingSeconds: sum(inOrderOfEnd(workouts), movingOnce()),
  elevationGainMeters: sum(workouts, ({ elevationGainMeters }) => elevationGainMeters),
  energyKcal: sum(workouts, ({ grossKcal }) => grossKcal),
});

/** Returns a function that scales a workout's moving time by the share of its duration that no earlier one covers. */
function movingOnce(): (workout: CountedWorkout) => number {
  const take = beginTimeUnion();
  return (workout) => {
    const elapsed = workout.endedAtMs - workout.startedAtMs;
    const fresh = take(workout);
    return fresh === elapsed ? activeSeconds(workout) : (activeSeconds(workout) * fresh) / elapsed;
  };
}

/** Returns the changes of totals from another month. */
export const changesBetween = (now: ReportTotals, then: ReportTotals): ReportChanges => ({
  workouts: changeBetween(now.workouts, then.workouts),
  distanceMeters: changeBetween(now.distanceMeters, then.distanceMeters),
  movingSeconds: changeBetween(now.movingSeconds, then.movingSeconds),
  elevationGainMeters: changeBetween(now.elevationGainMeters, then.elevationGainMeters),
  energyKcal: changeBetween(now.energyKcal, then.energyKcal),
});

const changeBetween = (now: number, then: number): Change => ({
  difference: rounded(now - then, 2),
  percent: then === 0 ? null : rounded(((now - then) / then) * 100, 1),
});

const sum = (
  workouts: readonly CountedWorkout[],
  amountOf: (workout: CountedWorkout) => number | null,
): number =>
  rounded(
    workouts.reduce((total, workout) => total + (amountOf(workout) ?? 0), 0),
    2,
  );

const rounded = (value: number, decimals: number): number =>
  Math.round(value * 10 ** decimals) / 10 ** decimals;
