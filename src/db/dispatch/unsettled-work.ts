import type { Queryable } from '../pool.ts';
import { WORK_KINDS, type WorkKind } from './work-kinds.ts';

/** Work that failed, or has been unfinished for too long. */
export interface UnsettledWork {
  kind: WorkKind;
  /** The id of the workout, upload, import or e-mail; the athlete's UUID, with the month for a report. */
  key: string;
  state: string;
  since: Date;
}

const UNSETTLED = Object.entries(WORK_KINDS)
  .map(
    ([kind, { table, id, month, state, failed, unfinished, since }]) => `
       select
         '${kind}' as kind,
         concat_ws(' ', ${id}, ${month ?? 'null'}) as key,
         ${state} as state,
         ${since} as since
       from ${table}
       where (${unfinished} and ${since} < now() - make_interval(secs => $1::double precision))
         ${failed ? `or ${state} = '${failed}'` : ''}`,
  )
  .join('\n       union all');

/**
 * Lists work that needs attention. Not listed: a file that was refused for its content, and an import that is still
 * being received.
 */
export async function listUnsettledWork(
  db: Queryable,
  { overdueSeconds }: { overdueSeconds: number },
): Promise<UnsettledWork[]> {
  const { rows } = await db.query<UnsettledWork>(
    `select kind, key, state, since
     from (${UNSETTLED}
     ) as unsettled
     order by since, key`,
    [overdueSeconds],
  );
  return rows;
}
