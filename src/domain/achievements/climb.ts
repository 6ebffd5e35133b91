import { monthOf } from '../calendar.ts';
import { inOrderOfEnd, startDateOf, type CountedWorkout } from '../counted-workout.ts';
import { groupBy } from '../group-by.ts';
import { recordHistoryOf, recordKeyOf, type PersonalRecord } from '../records.ts';
import type { AchievementProgress, AchievementRule, Award } from './achievement-rule.ts';
import { createClimber, LADDERS, type LadderClimber } from './ladder.ts';
import { withDays, type DatedWorkout } from './meter.ts';

/** What one pass over an athlete's workouts tells. */
export interface Climbed {
  /** In the order in which they were earned. */
  awards: Award[];
  /** Where each ladder stands, in that month (`yyyy-MM`) or in that of the last active day. */
  progress: (currentMonth?: string) => AchievementProgress[];
}

/**
 * Takes one athlete's workouts up all ladders, once for awards and progress. Linear in the workouts.
 * @throws RangeError when a local start is no moment.
 */
export function climb(
  workouts: readonly CountedWorkout[],
  recordHistory: readonly PersonalRecord[] = recordHistoryOf(workouts),
): Climbed {
  const climbers = LADDERS.map(createClimber);
  const brokenRecords = brokenRecordsByWorkout(recordHistory);
  const awards: Award[] = [];
  for (const workout of withDays(inOrderOfEnd(workouts))) {
    for (const climber of climbers) {
      for (const { rule, periodKey } of climber.take(workout)) awards.push(toAward(workout, periodKey, rule));
    }
    for (const record of brokenRecords.get(workout.workoutId) ?? []) {
      awards.push(toAward(workout, breakKeyOf(record), { id: 'record-broken' }));
    }
  }
  return { awards, progress: (month = lastMonthOf(workouts)) => climbers.flatMap(progressIn(month)) };
}

/** The month of the last active day; none has progress in no month. */
function lastMonthOf(workouts: readonly CountedWorkout[]): string {
  if (workouts.length === 0) return '';
  const last = workouts.reduce((a, b) => (b.localStartMs > a.localStartMs ? b : a));
  return monthOf(startDateOf(last));
}

const progressIn =
  (month: string) =>
  (climber: LadderClimber): AchievementProgress[] => {
    const { value, next } = climber.standing(month);
    if (next === undefined || next.isSurprise) return [];
    return [{ achievementId: next.id, value: toThousandths(value), target: next.target }];
  };

/** Downwards: 99.9996 km are not shown as the 100 that they are not. */
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

/** The first record of its kind breaks none. */
const brokenRecordsByWorkout = (history: readonly PersonalRecord[]): Map<string, PersonalRecord[]> =>
  groupBy(
    history.filter(({ previousValue }) => previousValue !== null),
    ({ workoutId }) => workoutId,
  );

/** Names one break for ever, such as `run/best-effort-5000/<workoutId>`. */
const breakKeyOf = (record: PersonalRecord): string => `${recordKeyOf(record)}/${record.workoutId}`;
