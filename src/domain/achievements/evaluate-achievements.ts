import type { CountedWorkout } from '../counted-workout.ts';
import type { Award } from './achievement-rule.ts';
import { evaluateRules } from './evaluate-rules.ts';

/**
 * Returns all awards of one athlete, in the order in which they were earned. They depend on the set of workouts only, not
 * on its order, and are unique by achievement and period. Each names the workout that reached the target.
 * @throws RangeError when a local date is invalid.
 */
export const evaluateAchievements = (workouts: readonly CountedWorkout[]): Award[] =>
  evaluateRules(workouts).awards;
