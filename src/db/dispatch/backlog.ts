import type { Queryable } from '../pool.ts';
import { NOTHING_STUCK, STUCK_COUNTS, type OtherKind } from './stuck-work.ts';
import { waitingCondition, WORK_KINDS } from './work-kinds.ts';

/** Backlog and failures of all apps. */
export interface Backlog {
  outbox: {
    /** Accepted workouts that have not started. */
    waiting: number;
    /** Age of the oldest one in seconds; null if nothing waits. */
    oldestSeconds: number | null;
  };
  workouts: {
    /** Unfinished workouts, by priority. */
    unfinished: { interactive: number; bulk: number };
    /** Workouts that ended with errors and can be redriven. */
    failed: number;
  };
  /** Uploads, imports, reports, erasures and e-mails that need attention and can be redriven. */
  stuckCounts: Record<OtherKind, number>;
}

const WAITING = Object.values(WORK_KINDS)
  .map(
    (kind) => `
       select count(*)::int as waiting, min(${kind.since}) as since
       from ${kind.table}
       where ${waitingCondition(kind)}`,
  )
  .join('\n       union all');

/** Reads the backlog in one statement. Waiting rows are in partial indexes, and executions are few. */
export async function readBacklog(db: Queryable): Promise<Backlog> {
  const { rows } = await db.query<{
    waiting: number;
    oldest_seconds: number | null;
    interactive: number;
    bulk: number;
    failed: number;
    stuck: Partial<Record<OtherKind, number>>;
  }>(
    `with waiting as (${WAITING}
       union all
       select coalesce(sum(coalesce(cardinality(workout_ids), 1)), 0)::int, min(claimed_at)
       from executions
       where start_due_at is not null
     ),
     unfinished as (
       select priority, count(*) as workouts
       from workouts
       where ${waitingCondition(WORK_KINDS.workout)}
       group by priority
       union all
       select priority, sum(cardinality(workout_ids))
       from executions
       where workout_ids is not null
       group by priority
     )
     select
       (select sum(waiting)::int from waiting) as waiting,
       (
         select greatest(extract(epoch from clock_timestamp() - min(since))::double precision, 0)
         from waiting
         having min(since) is not null
       ) as oldest_seconds,
       (select coalesce(sum(workouts), 0)::int from unfinished where priority = 'interactive') as interactive,
       (select coalesce(sum(workouts), 0)::int from unfinished where priority = 'bulk') as bulk,
       (select count(*)::int from workouts where status = 'processed_with_errors') as failed,
       ${STUCK_COUNTS} as stuck`,
  );
  const { waiting, oldest_seconds: oldestSeconds, interactive, bulk, failed, stuck } = rows[0]!;
  return {
    outbox: { waiting, oldestSeconds },
    workouts: { unfinished: { interactive, bulk }, failed },
    stuckCounts: { ...NOTHING_STUCK, ...stuck },
  };
}
