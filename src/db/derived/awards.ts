import type { AthleteAward, AthleteProgress } from '../../domain/standing.ts';
import { localDateOf, monthOf } from '../../domain/local-time.ts';
import type { Queryable, Transaction } from '../pool.ts';
import { createDerivedTable } from './derived-table.ts';

/** The columns of an award `a`. */
const AWARD_COLUMNS = `
       a.athlete_uuid as "athleteUuid",
       a.achievement_id as "achievementId",
       a.period_key as "periodKey",
       a.tier,
       a.workout_id as "workoutId",
       a.earned_at as "earnedAt"`.trim();

type AwardRow = Omit<AthleteAward, 'tier' | 'earnedAt'> & { tier: number | null; earnedAt: Date };

const toAward = ({ tier, earnedAt, ...award }: AwardRow): AthleteAward => ({
  ...award,
  ...(tier === null ? {} : { tier }),
  earnedAt: earnedAt.toISOString(),
});

export interface AwardChanges {
  earned: AthleteAward[];
  revoked: AthleteAward[];
}

/**
 * Replaces these athletes' awards and returns the difference. Writes only awards that differ; the primary key
 * (athlete, achievement, period) makes a repeat a no-op. An award that moves to another workout is neither earned nor
 * revoked.
 */
export async function replaceAwards(
  tx: Transaction,
  athleteUuids: string[],
  awards: readonly AthleteAward[],
): Promise<AwardChanges> {
  const { rows: revoked } = await tx.query<AwardRow>(
    `delete from awards a
     where a.athlete_uuid = any($1::uuid[])
       and not exists (
         select from unnest($2::uuid[], $3::text[], $4::text[]) as f (athlete_uuid, achievement_id, period_key)
         where f.athlete_uuid = a.athlete_uuid
           and f.achievement_id = a.achievement_id
           and f.period_key = a.period_key
       )
     returning ${AWARD_COLUMNS}`,
    [
      athleteUuids,
      awards.map((award) => award.athleteUuid),
      awards.map((award) => award.achievementId),
      awards.map((award) => award.periodKey),
    ],
  );
  const { rows: written } = await tx.query<AwardRow & { fresh: boolean }>(
    `insert into awards as a (athlete_uuid, achievement_id, period_key, tier, workout_id, earned_at)
     select athlete_uuid, achievement_id, period_key, tier, workout_id, earned_at
     from unnest($1::uuid[], $2::text[], $3::text[], $4::double precision[], $5::uuid[], $6::timestamptz[])
       as f (athlete_uuid, achievement_id, period_key, tier, workout_id, earned_at)
     where not exists (
       select from awards a
       where a.athlete_uuid = f.athlete_uuid
         and a.achievement_id = f.achievement_id
         and a.period_key = f.period_key
         and a.workout_id = f.workout_id
         and a.earned_at = f.earned_at
     )
     on conflict (athlete_uuid, achievement_id, period_key) do update
       set tier = excluded.tier, workout_id = excluded.workout_id, earned_at = excluded.earned_at
     returning
       ${AWARD_COLUMNS},
       a.xmax = 0 as fresh`,
    [
      awards.map((award) => award.athleteUuid),
      awards.map((award) => award.achievementId),
      awards.map((award) => award.periodKey),
      awards.map((award) => award.tier ?? null),
      awards.map((award) => award.workoutId),
      awards.map((award) => award.earnedAt),
    ],
  );
  const earned = written.filter(({ fresh }) => fresh).map(({ fresh: _, ...row }) => toAward(row));
  return { earned, revoked: revoked.map(toAward) };
}

/** Lists awards in the order in which they were earned. */
export async function listStoredAwards(db: Queryable, athleteUuids: string[]): Promise<AthleteAward[]> {
  const { rows } = await db.query<AwardRow>(
    `select ${AWARD_COLUMNS}
     from awards a
     where a.athlete_uuid = any($1::uuid[])
     order by a.earned_at, a.achievement_id, a.period_key`,
    [athleteUuids],
  );
  return rows.map(toAward);
}

/** The progress towards achievements that an athlete has not earned. */
export const { replace: replaceProgress, list: listStoredProgress } = createDerivedTable<AthleteProgress>({
  table: 'achievement_progress',
  key: ['athlete_uuid', 'achievement_id'],
  columns: {
    athlete_uuid: ['athleteUuid', 'uuid'],
    achievement_id: ['achievementId', 'text'],
    value: ['value', 'double precision'],
    target: ['target', 'double precision'],
  },
});

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
