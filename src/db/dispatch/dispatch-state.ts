import { IS_DUE } from './executions.ts';
import type { Queryable, Transaction } from '../pool.ts';
import { waitingCondition, WORK_KINDS, type Priority, type WorkKind } from './work-kinds.ts';

/** Work of one kind and priority. Each queue is claimed, limited and counted separately. */
export type WorkQueue =
  `${'workout' | 'upload'}/${Priority}` | `${Exclude<WorkKind, 'workout' | 'upload'>}/interactive`;

export interface DispatchState {
  /** Queues in which at least one row waits. */
  waiting: ReadonlySet<WorkQueue>;
  /** Executions that are open, by queue. A batch counts as one. */
  open: ReadonlyMap<WorkQueue, number>;
  /** Whether a start failed or was not completed, and is due again. */
  hasDueStarts: boolean;
  /** Worker processes that are connected to PostgreSQL. */
  workers: number;
}

/** The session name of a worker process, followed by a colon and its identity in Temporal. */
export const WORKER_APPLICATION = 'afterburn-worker';

const WORKER_SESSIONS = `
        from pg_stat_activity
        where datname = current_database() and application_name like '${WORKER_APPLICATION}:%'`;

const COUNT_WORKERS = `
        select count(distinct application_name)::int as workers${WORKER_SESSIONS}`;

/** Lists the worker processes that are connected to PostgreSQL, by their identity in Temporal. */
export async function listWorkers(db: Queryable): Promise<string[]> {
  const { rows } = await db.query<{ worker: string }>(
    `select distinct split_part(application_name, ':', 2) as worker${WORKER_SESSIONS}`,
  );
  return rows.map(({ worker }) => worker);
}

const WAITING = Object.entries(WORK_KINDS)
  .map(
    ([kind, { table, priority, ...columns }]) => `
          select '${kind}/' || queue
          from unnest(array['interactive'${priority ? `, 'bulk'` : ''}]) as queue
          where exists (
            select
            from ${table}
            where ${waitingCondition(columns)} ${priority ? `and ${priority} = queue` : ''}
          )`,
  )
  .join('\n          union all');

/** An older execution no longer counts towards the limit while a worker is connected. */
const USUAL_SECONDS: Record<Priority, number> = { interactive: 10, bulk: 60 };
/** A start that is postponed for longer was refused by Temporal, and does not count towards the limit. */
const REFUSED_SECONDS = 15;

/**
 * Reads the state under a lock that lets one process claim at a time.
 * @returns undefined when another process is claiming
 */
export async function readDispatchState(tx: Transaction): Promise<DispatchState | undefined> {
  const { rows } = await tx.query<{
    locked: boolean;
    waiting: WorkQueue[];
    open: Record<WorkQueue, number>;
    has_due_starts: boolean;
    workers: number;
  }>(
    `with workers as materialized (${COUNT_WORKERS}
      ),
      open as (
        select
          case e.kind when 'batch' then 'workout' else e.kind end || '/' || e.priority as queue,
          count(*)::int as executions
        from executions e
        cross join workers
        where case
          when e.start_due_at is not null then e.start_due_at < now() + interval '${REFUSED_SECONDS} s'
          else workers.workers = 0
            or e.claimed_at > now() - case e.priority
              when 'interactive' then interval '${USUAL_SECONDS.interactive} s'
              else interval '${USUAL_SECONDS.bulk} s'
            end
        end
        group by queue
      )
      select
        pg_try_advisory_xact_lock(hashtext('claim')) as locked,
        array(
          ${WAITING}
        ) as waiting,
        coalesce((select jsonb_object_agg(queue, executions) from open), '{}') as open,
        exists (select from executions where ${IS_DUE}) as has_due_starts,
        (select workers from workers) as workers`,
    // Prepared.
    [],
  );
  const { locked, waiting, open, workers, has_due_starts: hasDueStarts } = rows[0]!;
  if (!locked) return undefined;
  return {
    waiting: new Set(waiting),
    open: new Map(Object.entries(open) as [WorkQueue, number][]),
    hasDueStarts,
    workers,
  };
}
