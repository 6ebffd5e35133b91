import { v4 as uuidV4 } from 'uuid';
import type { WorkoutRef } from '../../domain/workout.ts';
import { processWorkoutBatchId } from '../../domain/workflow-ids.ts';
import { executionOfWorkout, insertExecutions, type Execution, type WorkoutRow } from './executions.ts';
import type { Transaction } from '../pool.ts';
import { waitingCondition, WORK_KINDS, type Priority, type WorkKind } from './work-kinds.ts';

interface ClaimWorkouts {
  priority: Priority;
  /** Maximum number of workouts in a batch. */
  limit: number;
  /** The athlete at which the last claim stopped, as a UUID. Athletes after it are served first. */
  after: string;
}

/** Maximum number of apps in one batch. */
const APPS_AT_ONCE = 20;

/**
 * Claims waiting workouts: one execution for a single workout, a batch for more. Serves apps round robin, so that
 * none waits for another app's backlog. Then serves athletes, each with all of their waiting workouts, since a step
 * costs an athlete the same for one workout as for many.
 */
export async function claimWorkouts(
  tx: Transaction,
  { priority, limit, after }: ClaimWorkouts,
): Promise<{ execution?: Execution; after: string }> {
  const { rows } = await tx.query<WorkoutRow>(
    `with recursive apps as (
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
      select w.workout_id, w.revision, w.execution_number as "executionNumber", w.athlete_uuid, w.sport
      from chosen c
      join workouts w on w.workout_id = c.workout_id
      where ${waitingCondition(WORK_KINDS.workout)} and w.priority = $1::text
      order by c.place
      for no key update of w skip locked`,
    [priority, limit, after],
  );
  const [first] = rows;
  if (!first) return { after };
  const workouts = rows.map((row) => ({ workoutId: row.workout_id, revision: row.revision }));
  const execution =
    rows.length === 1 ? executionOfWorkout({ ...first, priority }) : executionOfBatch(workouts, priority);
  await tx.query(`update workouts set workflow_id = $2::text where workout_id = any($1::uuid[])`, [
    workouts.map((ref) => ref.workoutId),
    execution.workflowId,
  ]);
  await insertExecutions(tx, [execution]);
  return { execution, after: rows.at(-1)!.athlete_uuid };
}

function executionOfBatch(workouts: WorkoutRef[], priority: Priority): Execution {
  const batchId = uuidV4();
  return {
    workflowId: processWorkoutBatchId(batchId),
    kind: 'batch',
    subjectId: batchId,
    month: null,
    priority,
    workouts,
    athleteUuid: null,
    sport: null,
  };
}

/** Claims the oldest waiting rows of another kind, one execution each. */
export async function claimOthers(
  tx: Transaction,
  { kind, priority, limit }: { kind: Exclude<WorkKind, 'workout'>; priority: Priority; limit: number },
): Promise<Execution[]> {
  const work = WORK_KINDS[kind];
  const { rows } = await tx.query<{
    id: string;
    month: string | null;
    executionNumber: number;
    athlete_uuid: string | null;
  }>(
    `select
       ${work.id} as id,
       ${work.month ?? 'null'} as month,
       ${work.executionNumber} as "executionNumber",
       athlete_uuid
     from ${work.table}
     where ${waitingCondition(work)} ${work.priority ? `and ${work.priority} = $1::text` : 'and $1::text is not null'}
     order by ${work.since}
     limit $2::int
     for no key update skip locked`,
    [priority, limit],
  );
  const executions = rows.map(({ id, month, executionNumber, athlete_uuid: athleteUuid }): Execution => ({
    workflowId: work.idOf({ id, month, executionNumber, revision: null }),
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
