import { createHash } from 'node:crypto';
import { ACHIEVEMENTS } from '../domain/achievements/index.ts';
import type { StandingState } from '../domain/standing.ts';
import type { Queryable, Transaction } from './pool.ts';
import { IS_FIRST_RUN, workoutIdsOf, type CurrentWorkout } from './workout-refs.ts';

/** To be raised with every change of what a state holds or of how awards and records are measured; the catalogue is in it. */
const FORM = 1;

const STATES_VERSION = createHash('sha256')
  .update(JSON.stringify([FORM, ACHIEVEMENTS]))
  .digest('base64url')
  .slice(0, 16);

export interface AthleteState {
  athleteUuid: string;
  state: StandingState;
}

/** What is kept of where these athletes stood. */
export async function listStates(db: Queryable, athleteUuids: string[]): Promise<AthleteState[]> {
  const { rows } = await db.query<AthleteState>(
    `select athlete_uuid as "athleteUuid", state
     from standing_states
     where athlete_uuid = any($1::uuid[]) and version = $2::text`,
    [athleteUuids, STATES_VERSION],
  );
  return rows;
}

/**
 * The states from which the athletes of these workouts can go on: of those whose workouts are all in their first run and
 * come after it. Whatever else has happened is no addition, nor is anything while a workout is under way again: the state
 * may have taken what it was before, if a step held it when that changed.
 */
export async function listStatesBefore(
  tx: Transaction,
  workouts: readonly CurrentWorkout[],
): Promise<Map<string, StandingState>> {
  const { rows } = await tx.query<AthleteState>(
    `with own as materialized (
       select
         w.athlete_uuid,
         min(w.started_at + make_interval(secs => w.duration_seconds)) as first_end,
         bool_and(${IS_FIRST_RUN} and w.deleted_at is null) as adds_only
       from workouts w
       where w.workout_id = any($1::uuid[])
       group by w.athlete_uuid
     )
     select s.athlete_uuid as "athleteUuid", s.state
     from own o
     join standing_states s
       on s.athlete_uuid = o.athlete_uuid
      and s.version = $2::text
      and s.until <= o.first_end - interval '1 millisecond'
     where o.adds_only
       and not exists (
         select
         from workouts w
         where w.athlete_uuid = o.athlete_uuid
           and w.status in ('accepted', 'processing')
           and (w.revision > 1 or w.run > 0)
       )`,
    [workoutIdsOf(workouts), STATES_VERSION],
  );
  return new Map(rows.map((row) => [row.athleteUuid, row.state]));
}

/** What was read as a whole need not end in the state that was kept. */
export async function forgetStates(tx: Transaction, athleteUuids: string[]): Promise<void> {
  if (athleteUuids.length === 0) return;
  await tx.query(`delete from standing_states where athlete_uuid = any($1::uuid[])`, [athleteUuids]);
}

export async function writeStates(tx: Transaction, states: readonly AthleteState[]): Promise<void> {
  if (states.length === 0) return;
  await tx.query(
    `insert into standing_states (athlete_uuid, version, until, state)
     select athlete_uuid, $2::text, until, state
     from unnest($1::uuid[], $3::timestamptz[], $4::json[]) as f (athlete_uuid, until, state)
     on conflict (athlete_uuid) do update
       set version = excluded.version, until = excluded.until, state = excluded.state`,
    [
      states.map(({ athleteUuid }) => athleteUuid),
      STATES_VERSION,
      states.map(({ state }) => state.climb.place.endedAt),
      states.map(({ state }) => JSON.stringify(state)),
    ],
  );
}
