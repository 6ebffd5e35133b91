import { v7 as uuidV7 } from 'uuid';
import { processWorkoutId } from '../temporal/names.ts';
import type { Save, SaveOutcome } from './acceptance.ts';
import { CLAIM_SECONDS } from './outbox.ts';
import type { Queryable } from './pool.ts';
import { fingerprintOf, toColumns, WORKOUT_COLUMNS, WORKOUT_COLUMN_TYPES } from './workout-columns.ts';

/** The statement's name, by which a test knows a commit that is no COMMIT. */
export const ACCEPT_NEW = 'accept: insert new ones';

interface NewWorkouts {
  appId: string;
  saves: Save[];
  /** A row that is not had in this time fails all of them. */
  lockTimeoutMs: number;
  /** And so does an answer that does not come. */
  answerTimeoutMs?: number;
}

/**
 * Accepts what is plainly new – a known athlete, a key and a workout that are not there – by one statement, which is a
 * transaction of its own: what nearly every save is, in one round trip in place of six. Whatever is not so is left as
 * it was, for `acceptWorkouts` to judge: undefined in its place. A key that would be left without a workout (one that
 * came at the same time under another key) fails the statement by its foreign key, and all of them are left.
 */
export async function acceptNewWorkouts(
  db: Queryable,
  { appId, saves, lockTimeoutMs, answerTimeoutMs }: NewWorkouts,
): Promise<(SaveOutcome | undefined)[]> {
  const records = saves.map(({ submission, idempotencyKey, athleteUuid, startNow }) => {
    const workoutId = uuidV7();
    const fingerprint = fingerprintOf(submission);
    const workflowId = processWorkoutId({ workoutId, revision: 1, run: 0 });
    return {
      athlete_id: submission.athleteId,
      of_token: athleteUuid ?? null,
      explicit: idempotencyKey !== null,
      key: idempotencyKey ?? fingerprint.toString('base64url'),
      fingerprint: `\\x${fingerprint.toString('hex')}`,
      workout_id: workoutId,
      workflow_id: workflowId,
      start_id: startNow ? workflowId : null,
      ...toColumns(submission),
    };
  });
  const { rows } = await db.query<{ subject_id: string }>({
    name: ACCEPT_NEW,
    text: INSERT_NEW,
    ...(answerTimeoutMs === undefined ? {} : { query_timeout: answerTimeoutMs }),
    values: [appId, JSON.stringify(records), String(lockTimeoutMs), CLAIM_SECONDS],
  });
  const inserted = new Set(rows.map((row) => row.subject_id));
  return records.map(({ workout_id: workoutId }) =>
    inserted.has(workoutId) ? { kind: 'accepted', workoutId, revision: 1 } : undefined,
  );
}

/** Keys first and workouts second, each in one order for all, as `acceptWorkouts` takes them. */
const INSERT_NEW = `
  with patience as materialized (
    select set_config('lock_timeout', $3::text, true)
  ),
  saves as materialized (
    select r.*
    from patience
    cross join jsonb_to_recordset($2::jsonb) as r (
      athlete_id text,
      of_token uuid,
      explicit boolean,
      key text,
      fingerprint bytea,
      workout_id uuid,
      workflow_id text,
      start_id text,
      ${WORKOUT_COLUMN_TYPES}
    )
  ),
  held as materialized (
    select athlete_id, athlete_uuid
    from athletes
    where app_id = $1::uuid and athlete_id in (select athlete_id from saves)
    for key share
  ),
  claimed as (
    insert into idempotency_keys (app_id, explicit, key, operation, fingerprint, workout_id, revision)
    select $1::uuid, s.explicit, s.key, 'save', s.fingerprint, s.workout_id, 1
    from saves s
    join held h on h.athlete_id = s.athlete_id and h.athlete_uuid = coalesce(s.of_token, h.athlete_uuid)
    where not exists (
      select from workouts w
      where w.athlete_uuid = h.athlete_uuid
        and w.sport = s.sport
        and w.started_at = s.started_at
        and w.duration_seconds = s.duration_seconds
        and w.deleted_at is null
    )
    -- Of two with one key the first that came has it.
    order by s.explicit, s.key collate "C", s.workout_id
    on conflict (app_id, explicit, key) do nothing
    returning workout_id
  ),
  inserted as (
    insert into workouts (workout_id, athlete_uuid, app_id, priority, imported, workflow_id, ${WORKOUT_COLUMNS})
    select s.workout_id, h.athlete_uuid, $1::uuid, 'interactive', false, s.workflow_id, ${WORKOUT_COLUMNS}
    from claimed
    join saves s using (workout_id)
    join held h using (athlete_id)
    order by h.athlete_uuid, s.sport, s.started_at, s.duration_seconds
    on conflict (athlete_uuid, sport, started_at, duration_seconds) where deleted_at is null do nothing
    returning workout_id, athlete_uuid
  )
  insert into outbox (kind, subject_id, athlete_uuid, revision, priority, workflow_id, claimed_until)
  select
    'workout',
    i.workout_id,
    i.athlete_uuid,
    1,
    'interactive',
    s.start_id,
    case when s.start_id is not null then now() + make_interval(secs => $4::double precision) end
  from inserted i
  join saves s using (workout_id)
  returning subject_id`;
