import { v4 as uuidV4, v7 as uuidV7 } from 'uuid';
import { Unauthorized } from '../domain/errors.ts';
import type { WorkoutSubmission } from '../domain/workout.ts';
import { processWorkoutId } from '../temporal/names.ts';
import { ObstacleGone } from './failure.ts';
import { claimKeys, keyName, releaseKeys, type KeyClaim } from './idempotency-keys.ts';
import { insertWorkoutRuns, type Priority } from './outbox.ts';
import type { Transaction } from './pool.ts';
import { fingerprintOf, toColumns, WORKOUT_COLUMNS, WORKOUT_COLUMN_TYPES } from './workout-columns.ts';

export interface Save {
  submission: WorkoutSubmission;
  /** null: the content's fingerprint serves as the key. */
  idempotencyKey: string | null;
  /** Whom the caller's token is for; null or absent: the caller saves for anybody. */
  athleteUuid?: string | null;
  /** The file that the workout was read from. */
  uploadId?: string;
  /** The import that it came with. */
  importId?: string;
  /** The caller itself starts its execution right after the commit; else the dispatcher does. */
  startNow?: boolean;
}

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
 * Accepts workouts: each with its key and its outbox row, all or nothing with the caller's transaction.
 * One implementation for a save, an upload and an import; a single save is a list of one.
 * Keys are decided first, so that equal requests that arrive together wait for each other on the key's row.
 */
export async function acceptWorkouts(
  tx: Transaction,
  { appId, saves, priority }: AcceptRequest,
): Promise<SaveOutcome[]> {
  const athletes = await ensureAthletes(tx, appId, [...new Set(saves.map((s) => s.submission.athleteId))]);
  for (const { submission, athleteUuid } of saves)
    requireSameAthlete(athletes.get(submission.athleteId)!, athleteUuid);
  const candidates = saves.map((save) => {
    const fingerprint = fingerprintOf(save.submission);
    return {
      save,
      workoutId: uuidV7(),
      athleteUuid: athletes.get(save.submission.athleteId)!,
      fingerprint,
      explicit: save.idempotencyKey !== null,
      key: save.idempotencyKey ?? fingerprint.toString('base64url'),
    };
  });
  const keys = await claimKeys(tx, appId, candidates);
  const fresh = candidates.filter((c) => keys.get(keyName(c))!.workout_id === c.workoutId);
  const inserted = await insertWorkouts(tx, appId, fresh, priority);
  const duplicates = fresh.filter((c) => !inserted.has(c.workoutId));
  await releaseKeys(tx, appId, duplicates);
  const existing = await findSame(tx, duplicates);
  await insertWorkoutRuns(
    tx,
    fresh
      .filter((c) => inserted.has(c.workoutId))
      .map(({ workoutId, save: { startNow = false } }) => ({ workoutId, revision: 1, run: 0, startNow })),
  );
  return candidates.map((candidate) => {
    if (inserted.has(candidate.workoutId)) {
      return { kind: 'accepted', workoutId: candidate.workoutId, revision: 1 };
    }
    const duplicateOf = existing.get(candidate.workoutId);
    if (duplicateOf) return { kind: 'duplicate', workoutId: duplicateOf };
    if (fresh.includes(candidate)) throw new ObstacleGone();
    const key = keys.get(keyName(candidate))!;
    if (key.operation !== 'save' || !key.fingerprint.equals(candidate.fingerprint)) {
      // The one of this list that had the key is a duplicate and has given it back.
      if (existing.has(key.workout_id)) throw new ObstacleGone();
      return { kind: 'key-reused' };
    }
    if (key.deleted) return { kind: 'deleted' };
    const replayOfDuplicate = existing.get(key.workout_id);
    if (replayOfDuplicate) return { kind: 'duplicate', workoutId: replayOfDuplicate };
    return { kind: 'replayed', workoutId: key.workout_id, revision: key.revision };
  });
}

/**
 * A token is believed for a moment longer than its athlete is there, and would make a new one of the id. The athletes are
 * held by now, so it cannot come to that later either. @throws Unauthorized
 */
export function requireSameAthlete(found: string, ofToken: string | null | undefined): void {
  if (ofToken && ofToken !== found) throw new Unauthorized();
}

interface Candidate extends KeyClaim {
  save: Save;
  athleteUuid: string;
}

/**
 * An athlete that is not known yet is created, so that an app need not register anyone before the first save. Each is
 * held against its erasure until the commit, as the new rows' foreign keys would hold it a moment later: a save is the
 * old athlete's before the erasure, and a new one's after it.
 */
export async function ensureAthletes(
  tx: Transaction,
  appId: string,
  athleteIds: string[],
): Promise<Map<string, string>> {
  const find = () =>
    tx.query<{ athlete_id: string; athlete_uuid: string }>({
      name: 'accept: find athletes',
      text: `select athlete_id, athlete_uuid
             from athletes
             where app_id = $1::uuid and athlete_id = any($2::text[])
             for key share`,
      values: [appId, athleteIds],
    });
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
    // Made by somebody else and erased again, in between.
    if (rows.length < athleteIds.length) throw new ObstacleGone();
  }
  return new Map(rows.map((row) => [row.athlete_id, row.athlete_uuid]));
}

async function insertWorkouts(
  tx: Transaction,
  appId: string,
  candidates: Candidate[],
  priority: Priority,
): Promise<Set<string>> {
  if (candidates.length === 0) return new Set();
  const records = candidates.map((c) => ({
    workout_id: c.workoutId,
    athlete_uuid: c.athleteUuid,
    workflow_id: processWorkoutId({ workoutId: c.workoutId, revision: 1, run: 0 }),
    upload_id: c.save.uploadId ?? null,
    import_id: c.save.importId ?? null,
    ...toColumns(c.save.submission),
  }));
  const { rows } = await tx.query<{ workout_id: string }>({
    name: 'accept: insert workouts',
    text: `insert into workouts
       (workout_id, athlete_uuid, app_id, priority, imported, workflow_id, upload_id, import_id, ${WORKOUT_COLUMNS})
     select
       workout_id, athlete_uuid, $2::uuid, $3::text, $3::text = 'bulk', workflow_id, upload_id, import_id, ${WORKOUT_COLUMNS}
     from jsonb_to_recordset($1::jsonb)
       as r (workout_id uuid, athlete_uuid uuid, workflow_id text, upload_id uuid, import_id uuid, ${WORKOUT_COLUMN_TYPES})
     -- Two who insert the same ones wait for each other in one direction only.
     order by athlete_uuid, sport, started_at, duration_seconds
     on conflict (athlete_uuid, sport, started_at, duration_seconds) where deleted_at is null do nothing
     returning workout_id`,
    values: [JSON.stringify(records), appId, priority],
  });
  return new Set(rows.map((row) => row.workout_id));
}

/** What each is a duplicate of. */
async function findSame(tx: Transaction, duplicates: Candidate[]): Promise<Map<string, string>> {
  if (duplicates.length === 0) return new Map();
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
      duplicates.map((c) => c.workoutId),
      duplicates.map((c) => c.athleteUuid),
      duplicates.map((c) => c.save.submission.sport),
      duplicates.map((c) => new Date(c.save.submission.startedAt).toISOString()),
      duplicates.map((c) => c.save.submission.durationSeconds),
    ],
  );
  return new Map(rows.map((row) => [row.candidate, row.workout_id]));
}
