import { inOrderOfEnd, type CountedWorkout } from '../counted-workout.ts';
import { groupBy } from '../group-by.ts';
import { recordHistoryOf, recordKeyOf, type PersonalRecord } from '../records.ts';
import type { AchievementRule, Award } from './achievement-rule.ts';
import { createClimber, LADDERS } from './ladder.ts';
import { withDay, type DatedWorkout } from './meter.ts';

/**
 * All awards of one athlete, in the order in which they were earned: a function of the set of workouts alone, whatever
 * their order. Unique by achievement and period; each names the workout that reached the target. One pass.
 * @throws RangeError when a local date is none.
 */
export function evaluateAchievements(workouts: readonly CountedWorkout[]): Award[] {
  const climbers = LADDERS.map(createClimber);
  const brokenRecords = brokenRecordsByWorkout(workouts);
  const awards: Award[] = [];
  for (const workout of inOrderOfEnd(workouts).map(withDay)) {
    for (const climber of climbers) {
      for (const { rule, periodKey } of climber.take(workout)) awards.push(toAward(workout, periodKey, rule));
    }
    for (const record of brokenRecords.get(workout.workoutId) ?? []) {
      awards.push(toAward(workout, breakKeyOf(record), { id: 'record-broken' }));
    }
  }
  return awards;
}

const toAward = (
  workout: DatedWorkout,
  periodKey: string,
  { id, tier }: Pick<AchievementRule, 'id' | 'tier'>,
): Award => ({
  achievementId: id,
  periodKey,
  ...(tier === undefined ? {} : { tier }),
  workoutId: workout.workoutId,
  earnedAt: workout.endedAt,
});

/** The first record of its kind breaks none. */
const brokenRecordsByWorkout = (workouts: readonly CountedWorkout[]): Map<string, PersonalRecord[]> =>
  groupBy(
    recordHistoryOf(workouts).filter(({ previousValue }) => previousValue !== null),
    ({ workoutId }) => workoutId,
  );

/** Names one break for ever, such as `run/best-effort-5000/<workoutId>`. */
const breakKeyOf = (record: PersonalRecord): string => `${recordKeyOf(record)}/${record.workoutId}`;
