import { inOrderOfEnd, type CountedWorkout } from '../counted-workout.ts';
import { recordHistoryOf, recordKeyOf } from '../records.ts';
import type { Award } from './achievement-rule.ts';
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
  return inOrderOfEnd(workouts)
    .map(withDay)
    .flatMap((workout) => [
      ...climbers.flatMap((climber) => {
        const { rules, periodKey } = climber.take(workout);
        return rules.map(({ id, tier }) => toAward(workout, id, periodKey, tier));
      }),
      ...(brokenRecords.get(workout.workoutId) ?? []).map((broken) =>
        toAward(workout, 'record-broken', broken),
      ),
    ]);
}

const toAward = (workout: DatedWorkout, achievementId: string, periodKey: string, tier?: number): Award => ({
  achievementId,
  periodKey,
  ...(tier === undefined ? {} : { tier }),
  workoutId: workout.workoutId,
  earnedAt: workout.endedAt,
});

/** The names of the breaks, such as `run/best-effort-5000/<workoutId>`; the first record of its kind breaks none. */
function brokenRecordsByWorkout(workouts: readonly CountedWorkout[]): Map<string, string[]> {
  const broken = new Map<string, string[]>();
  for (const record of recordHistoryOf(workouts)) {
    if (record.previousValue === null) continue;
    const names = broken.get(record.workoutId) ?? [];
    names.push(`${recordKeyOf(record)}/${record.workoutId}`);
    broken.set(record.workoutId, names);
  }
  return broken;
}
