import { isTimeZone, localDateOf, monthOf } from '../../domain/local-time.ts';
import { enqueueReports } from '../dispatch/enqueue.ts';
import type { Transaction } from '../pool.ts';

/**
 * Removes the facts of deleted workouts, once their steps have removed their results: measures, title, track, the
 * file's bytes, and the values in their events. What remains identifies the workout and its key. A report that may
 * name the workout is rebuilt. The caller holds the athletes' locks.
 */
export async function blankDeleted(tx: Transaction, workoutIds: string[]): Promise<void> {
  if (workoutIds.length === 0) return;
  await rebuildReports(tx, workoutIds);
  await blankEvents(tx, workoutIds);
  await tx.query(`delete from workout_tracks where workout_id = any($1::uuid[])`, [workoutIds]);
  await blankUploads(tx, workoutIds);
  await tx.query(
    `update workouts
     set
       sport = 'other',
       started_at = 'epoch',
       duration_seconds = 0,
       moving_seconds = null,
       distance_meters = null,
       elevation_gain_meters = null,
       average_heart_rate = null,
       max_heart_rate = null,
       average_power_watts = null,
       device_kcal = null,
       cleaning = null,
       time_zone = null,
       local_start = null,
       title = null,
       visibility = 'private',
       flags = '{}',
       flag_decision = null,
       flag_reason = null,
       cleared_flags = null
     where workout_id = any($1::uuid[])`,
    [workoutIds],
  );
}

/** Rebuilds the reports of the workouts' months now: a stale report would keep their facts until it is read. */
async function rebuildReports(tx: Transaction, workoutIds: string[]): Promise<void> {
  const { rows: workouts } = await tx.query<{ athleteUuid: string; timeZone: string; startedAt: Date }>(
    `select
       w.athlete_uuid as "athleteUuid",
       coalesce(w.time_zone, a.time_zone) as "timeZone",
       w.started_at as "startedAt"
     from workouts w
     join athletes a on a.athlete_uuid = w.athlete_uuid
     where w.workout_id = any($1::uuid[])`,
    [workoutIds],
  );
  // No report was ever built in an unknown zone.
  const dated = workouts.filter(({ timeZone }) => isTimeZone(timeZone));
  const { rows: reports } = await tx.query<{ athleteUuid: string; month: string }>(
    `select distinct m.athlete_uuid as "athleteUuid", m.month
     from unnest($1::uuid[], $2::text[]) as w (athlete_uuid, month)
     join report_months m on m.athlete_uuid = w.athlete_uuid and m.month = w.month
     where m.revision > 0 and m.state <> 'building'`,
    [
      dated.map(({ athleteUuid }) => athleteUuid),
      dated.map(({ startedAt, timeZone }) => monthOf(localDateOf(startedAt.toISOString(), timeZone))),
    ],
  );
  await enqueueReports(tx, reports);
}

/** Keeps each event's number and subject. */
async function blankEvents(tx: Transaction, workoutIds: string[]): Promise<void> {
  await tx.query(
    `update events e
     set data = e.data || case e.type
       when 'record.broken' then '{"distanceMeters": null, "value": null, "previousValue": null}'::jsonb
       else '{"earnedAt": null}'::jsonb
     end
     from workouts w
     where w.workout_id = any($1::uuid[])
       and e.athlete_uuid = w.athlete_uuid
       and e.type in ('achievement.earned', 'achievement.revoked', 'record.broken')
       and e.data ->> 'workoutId' = w.workout_id::text`,
    [workoutIds],
  );
}

/**
 * Removes the bytes and the name of files without a remaining workout. The hash stays; sent again, the file is read
 * again.
 */
async function blankUploads(tx: Transaction, workoutIds: string[]): Promise<void> {
  await tx.query(
    `update uploads u
     set content = '', file_name = null, labels = null
     where u.upload_id in (select upload_id from workouts where workout_id = any($1::uuid[]))
       and u.status in ('processed', 'failed')
       and not exists (select from workouts w where w.upload_id = u.upload_id and w.deleted_at is null)`,
    [workoutIds],
  );
}
