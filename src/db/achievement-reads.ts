import type { Queryable } from './pool.ts';
import type { StoredAward } from './workout-detail.ts';

/** What an athlete has earned, in the order of earning. */
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
