import type { Queryable } from './pool.ts';

/** Work that failed, or has been unfinished for too long. */
export interface UnsettledWork {
  kind: 'workout' | 'upload' | 'report' | 'import' | 'erasure';
  /** The id of the workout, upload or import; the athlete's UUID, with the month for a report. */
  key: string;
  state: string;
  since: Date;
}

/**
 * Lists work that needs attention. A file that was refused for its content does not: that is its end. Neither does an
 * import that is still being received.
 */
export async function listUnsettledWork(
  db: Queryable,
  { overdueSeconds }: { overdueSeconds: number },
): Promise<UnsettledWork[]> {
  const { rows } = await db.query<UnsettledWork>(
    `select u.kind, u.key, u.state, u.since
     from (
       select 'workout' as kind, workout_id::text as key, status as state, accepted_at as since
       from workouts
       where status in ('accepted', 'processing', 'processed_with_errors')
       union all
       select 'upload', upload_id::text, status, accepted_at
       from uploads
       where status in ('accepted', 'processing')
       union all
       select 'report', athlete_uuid || ' ' || month, state, requested_at
       from report_months
       where state in ('building', 'failed')
       union all
       select 'import', import_id::text, status, last_page_at
       from imports
       where status in ('processing', 'failed') and settled_at is null
       union all
       select 'erasure', athlete_uuid::text, 'erasing', erasing_since
       from athletes
       where erasing_since is not null
     ) as u
     where (u.kind, u.state) in (('workout', 'processed_with_errors'), ('report', 'failed'))
       or u.since < now() - make_interval(secs => $1::double precision)
     order by u.since, u.key`,
    [overdueSeconds],
  );
  return rows;
}
