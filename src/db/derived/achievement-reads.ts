import type { Earned } from '../../domain/earned.ts';
import { localDateOf, monthOf } from '../../domain/local-time.ts';
import type { Queryable } from '../pool.ts';
import { RECORD_COLUMNS, toRecord, type RecordRow } from './records.ts';

/** Returns whether a workout earned an achievement. */
export async function hasEarned(
  db: Queryable,
  { workoutId, achievementId }: { workoutId: string; achievementId: string },
): Promise<boolean> {
  const { rows } = await db.query(
    `select
     from awards
     where workout_id = $1::uuid and achievement_id = $2::text`,
    [workoutId, achievementId],
  );
  return rows.length > 0;
}

/** @returns undefined if the workout earned nothing, or nothing that it still has */
export async function findEarned(db: Queryable, workoutId: string): Promise<Earned | undefined> {
  const { rows } = await db.query<Omit<Earned, 'recordsBroken'>>(
    `select
       to_char(w.local_start, 'YYYY-MM-DD') as "localDate",
       array(
         select a.achievement_id
         from awards a
         where a.workout_id = w.workout_id and a.achievement_id <> 'record-broken'
         order by a.achievement_id, a.period_key
       ) as "achievementIds"
     from workouts w
     where w.workout_id = $1::uuid and w.local_start is not null`,
    [workoutId],
  );
  const { rows: records } = await db.query<RecordRow>(
    `select ${RECORD_COLUMNS}
     from records r
     where r.workout_id = $1::uuid and r.previous_value is not null
     order by r.kind, r.distance_meters`,
    [workoutId],
  );
  const [workout] = rows;
  if (!workout || workout.achievementIds.length + records.length === 0) return undefined;
  return { ...workout, recordsBroken: records.map(toRecord) };
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
