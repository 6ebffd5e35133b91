import { groupBy } from '../domain/group-by.ts';
import { workoutIdsOf, type CurrentWorkout } from './workout-refs.ts';

/** Of one athlete so many at once are an import: what they touch is as much as all there is. */
const MOST_OF_AN_ATHLETE = 20;

export interface Divided {
  /** Workouts in their first run, of athletes of whom the list holds nothing else: only what is around them can change. */
  firstRuns: string[];
  /** Athletes of whom something was changed, taken back or made anew: all that is theirs is. */
  whole: string[];
}

/** Divides a step's list into what only adds to what there is, and what can change anything of its athlete. */
export function divideFirstRuns(workouts: readonly CurrentWorkout[]): Divided {
  const divided: Divided = { firstRuns: [], whole: [] };
  for (const [athleteUuid, own] of groupBy(workouts, (workout) => workout.athleteUuid)) {
    if (own.length <= MOST_OF_AN_ATHLETE && own.every((workout) => workout.isFirstRun))
      divided.firstRuns.push(...workoutIdsOf(own));
    else divided.whole.push(athleteUuid);
  }
  return divided;
}
