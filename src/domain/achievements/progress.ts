import { monthOf } from '../calendar.ts';
import { inOrderOfEnd, type CountedWorkout } from '../counted-workout.ts';
import type { AchievementProgress } from './achievement-rule.ts';
import { createClimber, LADDERS } from './ladder.ts';
import { withDay } from './meter.ts';

/**
 * Where one athlete stands on each ladder that has a rung left: the value so far and the next target, in the unit of
 * the title. Streaks count the longest one yet. Monthly ladders are those of `currentMonth` (`yyyy-MM`), by default
 * the month of the last active day.
 * @throws RangeError when a local date is none.
 */
export function progressOf(
  workouts: readonly CountedWorkout[],
  currentMonth?: string,
): AchievementProgress[] {
  const climbers = LADDERS.map(createClimber);
  let lastDate = '';
  for (const workout of inOrderOfEnd(workouts).map(withDay)) {
    for (const climber of climbers) climber.take(workout);
    if (workout.localDate > lastDate) lastDate = workout.localDate;
  }
  return climbers.flatMap((climber) => {
    const { value, next } = climber.standing(currentMonth ?? monthOf(lastDate));
    if (next === undefined || next.isSurprise) return [];
    return [{ achievementId: next.id, title: next.title, value: toThousandths(value), target: next.target }];
  });
}

/** Downwards: 99.9996 km are not shown as the 100 that they are not. */
const toThousandths = (value: number): number => Math.floor(value * 1000 + 1e-6) / 1000;
