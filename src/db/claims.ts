import { v4 as uuidV4 } from 'uuid';
import type { Sport } from '../domain/workout.ts';
import { processWorkoutBatchId } from '../temporal/names.ts';
import { insertExecutions, IS_DUE, type Execution } from './executions.ts';
import type { Queryable, Transaction } from './pool.ts';
import { waitingCondition, WORK_KINDS, type Priority, type WorkKind } from './work-kinds.ts';

/** Work of one kind and priority: what waits in a lane is claimed, limited and counted by itself. */
export type Lane =
  `${'workout' | 'upload'}/${Priority}` | `${Exclude<WorkKind, 'workout' | 'upload'>}/interactive`;

export interface DispatchState {
  /** Lanes in which at least one row waits. */
  waiting: ReadonlySet<Lane>;
  /** Executions that are open, by lane. A batch counts as one. */
  open: ReadonlyMap<Lane, number>;
  /** Whether a start failed or was left behind, and is due again. */
  hasDueStarts: boolean;
  /** Worker processes that are connected to PostgreSQL. */
  workers: number;
}

/** The name under which a worker process connects; behind the colon stands what tells processes apart. */
export const WORKER_APPLICATION = 'afterburn-worker';

const COUNT_WORKERS = `
        select count(distinct application_name)::int as workers
        from pg_stat_activity
        where datname = current_database() and application_name like '${WORKER_APPLICATION}:%'`;

/** Counts the worker processes that are connected to PostgreSQL. */
export async function countWorkers(db: Queryable): Promise<number> {
  const { rows } = await db.query<{ workers: number }>(COUNT_WORKERS);
  return rows[0]!.workers;
}

const WAITING = Object.entries(WORK_KINDS)
  .map(
    ([kind, { table, priority, ...columns }]) => `
          select '${kind}/' || lane
          from unnest(array['interactive'${priority ? `, 'bulk'` : ''}]) as lane
          where exists (
            select
            from ${table}
            where ${waitingCondition(columns)} ${priority ? `and ${priority} = lane` : ''}
          )`,
  )
  .join('\n          union all');

/** An execution that takes longer no longer keeps others waiting, as long as a worker is there to take them. */
const USUAL_SECONDS: Record<Priority, number> = { interactive: 10, bulk: 60 };
/** A start that is put off for longer than this is refused by Temporal, and keeps nobody waiting. */
const REFUSED_SECONDS = 15;

/**
 * Lets one process at a time claim: the others skip this round.
 * @returns undefined when another process claims right now
 */
export async function readDispatchState(tx: Transaction): Promise<DispatchState | undefined> {
  const { rows } = await tx.query<{
    locked: boolean;
    waiting: Lane[];
    open: Record<Lane, number>;
    has_due_starts: boolean;
    workers: number;
  }>({
    text: `with workers as materialized (${COUNT_WORKERS}
      ),
      open as (
        select
          case e.kind when 'batch' then 'workout' else e.kind end || '/' || e.priority as lane,
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
        group by lane
      )
      select
        pg_try_advisory_xact_lock(hashtext('claim')) as locked,
        array(
          ${WAITING}
        ) as waiting,
        coalesce((select jsonb_object_agg(lane, executions) from open), '{}') as open,
        exists (select from executions where ${IS_DUE}) as has_due_starts,
        (select workers from workers) as workers`,
  });
  const { locked, waiting, open, workers, has_due_starts: hasDueStarts } = rows[0]!;
  if (!locked) return undefined;
  return {
    waiting: new Set(waiting),
    open: new Map(Object.entries(open) as [Lane, number][]),
    hasDueStarts,
    workers,
  };
}

interface ClaimWorkouts {
  priority: Priority;
  /** Workouts in a batch, at most. */
  limit: number;
  /** The athlete at whom the last claim stopped, a UUID: athletes take turns. */
  after: string;
}

/** Apps that share one batch, at most. */
const APPS_AT_ONCE = 20;

/**
 * Claims waiting workouts: an execution of its own for one, a batch for more. Apps take turns, so that none waits for
 * another app's backlog; then athletes do, each with everything that waits of them, since a step costs an athlete the
 * same for one workout as for many.
 */
export async function claimWorkouts(
  tx: Transaction,
  { priority, limit, after }: ClaimWorkouts,
): Promise<{ execution?: Execution; after: string }> {
  const { rows } = await tx.query<{
    workout_id: string;
    revision: number;
    run: number;
    athlete_uuid: string;
    sport: Sport;
  }>({
    text: `with recursive apps as (
        (
          select app_id, 1 as apps
          from workouts
          where ${waitingCondition(WORK_KINDS.workout)} and priority = $1::text
          order by app_id
          limit 1
        )
        union all
        select next.app_id, apps.apps + 1
        from apps
        cross join lateral (
          select app_id
          from workouts
          where ${waitingCondition(WORK_KINDS.workout)} and priority = $1::text and app_id > apps.app_id
          order by app_id
          limit 1
        ) as next
        where apps.apps < ${APPS_AT_ONCE}
      ),
      candidates as (
        select
          w.workout_id,
          row_number() over (partition by w.app_id order by w.athlete_uuid <= $3::uuid, w.athlete_uuid) as place
        from apps
        cross join lateral (
          (
            select workout_id, app_id, athlete_uuid
            from workouts
            where ${waitingCondition(WORK_KINDS.workout)}
              and priority = $1::text
              and app_id = apps.app_id
              and athlete_uuid > $3::uuid
            order by athlete_uuid
            limit $2::int
          )
          union all
          (
            select workout_id, app_id, athlete_uuid
            from workouts
            where ${waitingCondition(WORK_KINDS.workout)}
              and priority = $1::text
              and app_id = apps.app_id
              and athlete_uuid <= $3::uuid
            order by athlete_uuid
            limit $2::int
          )
        ) as w
      ),
      chosen as (
        select workout_id, place
        from candidates
        order by place
        limit $2::int
      )
      select w.workout_id, w.revision, w.run, w.athlete_uuid, w.sport
      from chosen c
      join workouts w on w.workout_id = c.workout_id
      where ${waitingCondition(WORK_KINDS.workout)} and w.priority = $1::text
      order by c.place
      for no key update of w skip locked`,
    values: [priority, limit, after],
  });
  const [first] = rows;
  if (!first) return { after };
  const workouts = rows.map((row) => ({ workoutId: row.workout_id, revision: row.revision }));
  const batchId = uuidV4();
  const execution: Execution =
    rows.length === 1
      ? {
          workflowId: WORK_KINDS.workout.idOf({ ...first, id: first.workout_id, month: null }),
          kind: 'workout',
          subjectId: first.workout_id,
          month: null,
          priority,
          workouts,
          athleteUuid: first.athlete_uuid,
          sport: first.sport,
        }
      : {
          workflowId: processWorkoutBatchId(batchId),
          kind: 'batch',
          subjectId: batchId,
          month: null,
          priority,
          workouts,
          athleteUuid: null,
          sport: null,
        };
  await tx.query({
    text: `update workouts set workflow_id = $2::text where workout_id = any($1::uuid[])`,
    values: [workouts.map((ref) => ref.workoutId), execution.workflowId],
  });
  await insertExecutions(tx, [execution]);
  return { execution, after: rows.at(-1)!.athlete_uuid };
}

/** Claims the oldest waiting rows of another kind, each for an execution of its own. */
export async function claimOthers(
  tx: Transaction,
  { kind, priority, limit }: { kind: Exclude<WorkKind, 'workout'>; priority: Priority; limit: number },
): Promise<Execution[]> {
  const work = WORK_KINDS[kind];
  const { rows } = await tx.query<{
    id: string;
    month: string | null;
    run: number;
    athlete_uuid: string | null;
  }>(
    `select
       ${work.id} as id,
       ${work.month ?? 'null'} as month,
       ${work.run} as run,
       ${work.athlete} as athlete_uuid
     from ${work.table}
     where ${waitingCondition(work)} ${work.priority ? `and ${work.priority} = $1::text` : 'and $1::text is not null'}
     order by ${work.since}
     limit $2::int
     for no key update skip locked`,
    [priority, limit],
  );
  const executions = rows.map(({ id, month, run, athlete_uuid: athleteUuid }): Execution => ({
    workflowId: work.idOf({ id, month, run, revision: null }),
    kind,
    subjectId: id,
    month,
    priority,
    workouts: null,
    athleteUuid,
    sport: null,
  }));
  for (const { workflowId, subjectId, month } of executions) {
    await tx.query(
      `update ${work.table}
       set ${work.workflowId} = $2::text
       where ${work.id} = $1::uuid and ${work.month ? `${work.month} = $3::text` : '$3::text is null'}`,
      [subjectId, workflowId, month],
    );
  }
  await insertExecutions(tx, executions);
  return executions;
}
