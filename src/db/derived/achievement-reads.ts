import { localDateOf, monthOf } from '../../domain/local-time.ts';
import type { Queryable } from '../pool.ts';
import type { StoredAward } from '../workouts/workout-detail.ts';

/** Lists an athlete's awards, in the order in which they were earned. */
export async function listAwards(db: Queryable, athleteUuid: string): Promise<StoredAward[]> {
  const { rows } = await db.query<Omit<StoredAward, 'earnedAt'> & { earnedAt: Date }>(
    `select
       achievement_id as "achievementId",
       tier,
       period_key as "periodKey",
       workout_id as "workoutId",
       earned_at as "earnedAt"
     from awards
     where athlete_uuid = $1::uuid
     order by earned_at, achievement_id, period_key`,
    [athleteUuid],
  );
  return rows.map((row) => ({ ...row, earnedAt: row.earnedAt.toISOString() }));
}

/** Lists the awards that a workout earned. */
export async function listAwardsOfWorkout(
  db: Queryable,
  workoutId: string,
): Promise<{ achievementId: string; earnedAt: string }[]> {
  const { rows } = await db.query<{ achievementId: string; earnedAt: Date }>(
    `select achievement_id as "achievementId", earned_at as "earnedAt"
     from awards
     where workout_id = $1::uuid
     order by achievement_id, period_key`,
    [workoutId],
  );
  return rows.map(({ achievementId, earnedAt }) => ({ achievementId, earnedAt: earnedAt.toISOString() }));
}

export interface StoredProgress {
  achievementId: string;
  value: number;
  target: number;
}

export async function listProgress(db: Queryable, athleteUuid: string): Promise<StoredProgress[]> {
  const { rows } = await db.query<StoredProgress>(
    `select achievement_id as "achievementId", value, target
     from achievement_progress
     where athlete_uuid = $1::uuid
     order by achievement_id`,
    [athleteUuid],
  );
  return rows;
}

/** Returns the athlete's current local month, and the month of the last counted workout. */
export async function getMonths(
  db: Queryable,
  athleteUuid: string,
): Promise<{ activeMonth: string | null; currentMonth: string }> {
  const { rows } = await db.query<{ activeMonth: string | null; timeZone: string; now: Date }>(
    `select
       a.time_zone as "timeZone",
       now() as now,
       (
         select to_char(max(w.local_start), 'YYYY-MM')
         from counted_workouts w
         where w.athlete_uuid = a.athlete_uuid
       ) as "activeMonth"
     from athletes a
     where a.athlete_uuid = $1::uuid`,
    [athleteUuid],
  );
  if (!rows[0]) return { activeMonth: null, currentMonth: '' };
  const { activeMonth, timeZone, now } = rows[0];
  return { activeMonth, currentMonth: monthOf(localDateOf(now.toISOString(), timeZone)) };
}
