import { v4 as uuidV4 } from 'uuid';
import { Unauthorized } from '../../domain/errors.ts';
import { ObstacleGone } from '../failure.ts';
import { insertNewWorkouts, toCandidate, type Candidate, type Save } from './insert-workouts.ts';
import type { Transaction } from '../pool.ts';
import type { Priority } from '../dispatch/work-kinds.ts';

export type SaveOutcome =
  | { kind: 'accepted' | 'replayed'; workoutId: string; revision: number }
  | { kind: 'key-reused' }
  | { kind: 'deleted' }
  | { kind: 'duplicate'; workoutId: string };

interface AcceptRequest {
  appId: string;
  saves: Save[];
  priority: Priority;
}

/**
 * Accepts workouts in the caller's transaction, all or none. Inserts new ones with the statement of a single save.
 * Then classifies the others: a repeated key, a key of another request, or a duplicate.
 */
export async function acceptWorkouts(
  tx: Transaction,
  { appId, saves, priority }: AcceptRequest,
): Promise<SaveOutcome[]> {
  const athletes = await ensureAthletes(tx, appId, [...new Set(saves.map((s) => s.submission.athleteId))]);
  for (const { submission, athleteUuid } of saves)
    requireSameAthlete(athletes.get(submission.athleteId)!, athleteUuid);
  const candidates = saves.map((save) => toCandidate(appId, save));
  const inserted = await insertNewWorkouts(tx, { appId, candidates, priority });
  const left = () => candidates.filter(({ workoutId }) => !inserted.has(workoutId));
  if (await freeKeysOfErasedAthletes(tx, left())) {
    const freed = await insertNewWorkouts(tx, { appId, candidates: left(), priority });
    for (const workoutId of freed) inserted.add(workoutId);
  }
  const others = left();
  const keys = await findKeys(tx, others);
  const same = await findSame(tx, others, athletes);
  return candidates.map((candidate) =>
    inserted.has(candidate.workoutId)
      ? { kind: 'accepted', workoutId: candidate.workoutId, revision: 1 }
      : outcomeOf(candidate, keys.get(candidate.acceptKey), same.get(candidate.workoutId)),
  );
}

/** Checks keys first: a repeated request gets the first response, even if it is also a duplicate. */
function outcomeOf(candidate: Candidate, key: KeyRow | undefined, same: string | undefined): SaveOutcome {
  if (key) {
    const isSame =
      key.isSave && (candidate.acceptHash === null || key.acceptHash?.equals(candidate.acceptHash));
    if (!isSame) return { kind: 'key-reused' };
    return key.deleted ? { kind: 'deleted' } : { kind: 'replayed', workoutId: key.workoutId, revision: 1 };
  }
  if (same) return { kind: 'duplicate', workoutId: same };
  throw new ObstacleGone();
}

interface KeyRow {
  key: string;
  /** False: an edit or a deletion has used the key. */
  isSave: boolean;
  workoutId: string;
  acceptHash: Buffer | null;
  deleted: boolean;
}

async function findKeys(tx: Transaction, candidates: readonly Candidate[]): Promise<Map<string, KeyRow>> {
  if (candidates.length === 0) return new Map();
  const { rows } = await tx.query<KeyRow>(
    `select
       accept_key as key,
       true as "isSave",
       workout_id as "workoutId",
       accept_hash as "acceptHash",
       deleted_at is not null as deleted
     from workouts
     where accept_key = any($1::uuid[])
     union all
     select key, false, workout_id, null, false
     from revision_keys
     where key = any($1::uuid[])`,
    [candidates.map((candidate) => candidate.acceptKey)],
  );
  return new Map(rows.map((row) => [row.key, row]));
}

/**
 * Frees the keys of athletes who are being erased. Their erasure would free them a little later.
 * @returns whether there were any
 */
async function freeKeysOfErasedAthletes(tx: Transaction, candidates: readonly Candidate[]): Promise<boolean> {
  if (candidates.length === 0) return false;
  const { rowCount } = await tx.query(
    `with erased as (
       select w.workout_id
       from workouts w
       join athletes a on a.athlete_uuid = w.athlete_uuid and a.erasing_since is not null
       where w.accept_key = any($1::uuid[])
          or w.workout_id in (select workout_id from revision_keys where key = any($1::uuid[]))
     ),
     revisions as (
       delete from revision_keys k
       using erased
       where k.workout_id = erased.workout_id
     )
     update workouts w
     set accept_key = null
     from erased
     where w.workout_id = erased.workout_id`,
    [candidates.map((candidate) => candidate.acceptKey)],
  );
  return (rowCount ?? 0) > 0;
}

/**
 * Checks a cached token's athlete. The token can outlive its athlete by a few seconds; without this check it would
 * recreate the athlete. The athletes are locked by now, so it cannot happen later either. @throws Unauthorized
 */
export function requireSameAthlete(found: string, ofToken: string | null | undefined): void {
  if (ofToken && ofToken !== found) throw new Unauthorized();
}

/**
 * Creates unknown athletes, so that an app need not register them before the first save. Locks each against its erasure
 * until the commit, as the foreign keys of the new rows would. A save before the erasure belongs to the old athlete, a
 * later one to a new athlete.
 */
export async function ensureAthletes(
  tx: Transaction,
  appId: string,
  athleteIds: string[],
): Promise<Map<string, string>> {
  const find = () =>
    tx.query<{ athlete_id: string; athlete_uuid: string }>(
      `select athlete_id, athlete_uuid
       from athletes
       where app_id = $1::uuid and athlete_id = any($2::text[])
       for key share`,
      [appId, athleteIds],
    );
  let { rows } = await find();
  if (rows.length < athleteIds.length) {
    const known = new Set(rows.map((row) => row.athlete_id));
    const missing = athleteIds.filter((id) => !known.has(id)).sort();
    await tx.query(
      `insert into athletes (athlete_uuid, app_id, athlete_id)
       select * from unnest($1::uuid[], $2::uuid[], $3::text[])
       on conflict (app_id, athlete_id) do nothing`,
      [missing.map(() => uuidV4()), missing.map(() => appId), missing],
    );
    ({ rows } = await find());
    // Another transaction created and erased it in between.
    if (rows.length < athleteIds.length) throw new ObstacleGone();
  }
  return new Map(rows.map((row) => [row.athlete_id, row.athlete_uuid]));
}

/** Finds the existing workout that each save duplicates. */
async function findSame(
  tx: Transaction,
  candidates: readonly Candidate[],
  athletes: ReadonlyMap<string, string>,
): Promise<Map<string, string>> {
  if (candidates.length === 0) return new Map();
  const submissions = candidates.map(({ save }) => save.submission);
  const { rows } = await tx.query<{ candidate: string; workout_id: string }>(
    `select d.candidate, w.workout_id
     from unnest($1::uuid[], $2::uuid[], $3::text[], $4::timestamptz[], $5::double precision[])
       as d (candidate, athlete_uuid, sport, started_at, duration_seconds)
     join workouts w
       on w.athlete_uuid = d.athlete_uuid
      and w.sport = d.sport
      and w.started_at = d.started_at
      and w.duration_seconds = d.duration_seconds
      and w.deleted_at is null`,
    [
      candidates.map((candidate) => candidate.workoutId),
      submissions.map((submission) => athletes.get(submission.athleteId)!),
      submissions.map((submission) => submission.sport),
      submissions.map((submission) => new Date(submission.startedAt).toISOString()),
      submissions.map((submission) => submission.durationSeconds),
    ],
  );
  return new Map(rows.map((row) => [row.candidate, row.workout_id]));
}
