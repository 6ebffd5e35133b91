import { monthOf } from '../calendar.ts';
import { inOrderOfEnd, startDateOf, type CountedWorkout } from '../counted-workout.ts';
import { groupBy } from '../group-by.ts';
import { recordKeyOf, type PersonalRecord } from '../records.ts';
import type { AchievementProgress, AchievementRule, Award } from './achievement-rule.ts';
import { createSeriesProgress, RULE_SERIES, type SeriesProgress } from './rule-series.ts';
import { withDays, type DatedWorkout } from './measure.ts';

/** The result of one pass over an athlete's workouts. */
export interface Evaluation {
  /** In the order in which they were earned. */
  awards: Award[];
  /** Returns the progress in each series, in the month of the last active day. */
  progress: () => AchievementProgress[];
}

/**
 * Evaluates all rules over one athlete's workouts, in one pass for awards and progress. Linear in the workouts.
 * @throws RangeError when a local start is no moment.
 */
export function evaluateRules(
  workouts: readonly CountedWorkout[],
  recordHistory: readonly PersonalRecord[],
): Evaluation {
  const allSeries = RULE_SERIES.map(createSeriesProgress);
  const brokenRecords = brokenRecordsByWorkout(recordHistory);
  const awards: Award[] = [];
  for (const workout of withDays(inOrderOfEnd(workouts))) {
    for (const series of allSeries) {
      for (const { rule, periodKey } of series.add(workout)) awards.push(toAward(workout, periodKey, rule));
    }
    for (const record of brokenRecords.get(workout.workoutId) ?? []) {
      awards.push(toAward(workout, breakKeyOf(record), { id: 'record-broken' }));
    }
  }
  return { awards, progress: () => allSeries.flatMap(progressIn(lastMonthOf(workouts))) };
}

/** Returns the month of the last active day, or an empty string without workouts. */
function lastMonthOf(workouts: readonly CountedWorkout[]): string {
  if (workouts.length === 0) return '';
  const last = workouts.reduce((a, b) => (b.localStartMs > a.localStartMs ? b : a));
  return monthOf(startDateOf(last));
}

const progressIn =
  (month: string) =>
  (series: SeriesProgress): AchievementProgress[] => {
    const { value, next } = series.progress(month);
    if (next === undefined || next.isSurprise) return [];
    return [{ achievementId: next.id, value: toThousandths(value), target: next.target }];
  };

/** Rounds down, so that 99.9996 km are not shown as 100. */
const toThousandths = (value: number): number => Math.floor(value * 1000 + 1e-6) / 1000;

const toAward = (
  workout: DatedWorkout,
  periodKey: string,
  { id, tier }: Pick<AchievementRule, 'id' | 'tier'>,
): Award => ({
  achievementId: id,
  periodKey,
  ...(tier === undefined ? {} : { tier }),
  workoutId: workout.workoutId,
  earnedAt: new Date(workout.endedAtMs).toISOString(),
});

/** Leaves out the first record of each kind: it broke none. */
const brokenRecordsByWorkout = (history: readonly PersonalRecord[]): Map<string, PersonalRecord[]> =>
  groupBy(
    history.filter(({ previousValue }) => previousValue !== null),
    ({ workoutId }) => workoutId,
  );

/** Returns the permanent name of one broken record, such as `run/best-effort-5000/<workoutId>`. */
const breakKeyOf = (record: PersonalRecord): string => `${recordKeyOf(record)}/${record.workoutId}`;
