import { groupBy } from '../domain/group-by.ts';
import type { Queryable } from './pool.ts';
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

/** With fewer than so many live workouts an athlete's whole is read as fast as a part of it. */
export const LONG_HISTORY = 100;

/** Counts those among the whole whose histories are short; of each at most that many rows are read. */
export async function withShortOnesWhole(
  db: Queryable,
  { firstRuns, whole }: Divided,
  longHistory: number,
): Promise<Divided> {
  const { rows } = await db.query<{ workoutId: string; athleteUuid: string; isLong: boolean }>(
    `select f.workout_id as "workoutId", f.athlete_uuid as "athleteUuid", h.is_long as "isLong"
     from workouts f
     cross join lateral (
       select count(*) = $2::int as is_long
       from (
         select
         from workouts w
         where w.athlete_uuid = f.athlete_uuid and w.deleted_at is null
         limit $2::int
       ) as own
     ) as h
     where f.workout_id = any($1::uuid[])`,
    [firstRuns, longHistory],
  );
  const short = rows.filter((row) => !row.isLong).map((row) => row.athleteUuid);
  return {
    firstRuns: rows.filter((row) => row.isLong).map((row) => row.workoutId),
    whole: [...whole, ...new Set(short)],
  };
}
