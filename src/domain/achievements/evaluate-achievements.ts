import type { CountedWorkout } from '../counted-workout.ts';
import type { Award } from './achievement-rule.ts';
import { climb } from './climb.ts';

/**
 * All awards of one athlete, in the order in which they were earned: a function of the set of workouts alone, whatever
 * their order. Unique by achievement and period; each names the workout that reached the target. One pass.
 * @throws RangeError when a local date is none.
 */
export const evaluateAchievements = (workouts: readonly CountedWorkout[]): Award[] => climb(workouts).awards;
