import { v7 as uuidV7 } from 'uuid';
import type { WorkoutSubmission } from '../../domain/workout.ts';
import { acceptKeyOf, contentHashOf } from './accept-keys.ts';
import type { Queryable } from '../pool.ts';
import { toColumns, WORKOUT_COLUMN_TYPES, WORKOUT_COLUMNS, WORKOUT_VALUES } from './workout-columns.ts';
import type { Priority } from '../dispatch/work-kinds.ts';

export interface Save {
  submission: WorkoutSubmission;
  /** Null: a hash of the content serves as the key. */
  idempotencyKey: string | null;
  /** The athlete of the caller's token; null or absent if the caller saves for any athlete. */
  athleteUuid?: string | null;
  /** The upload from which the workout was read. */
  uploadId?: string;
  /** The import that contained it. */
  importId?: string;
}

/** A save, with the keys that identify its row. */
export interface Candidate {
  save: Save;
  workoutId: string;
  acceptKey: string;
  /** Null: no key was sent, and the content itself is the key. */
  acceptHash: Buffer | null;
}

export function toCandidate(appId: string, save: Save): Candidate {
  return {
    save,
    workoutId: uuidV7(),
    acceptKey: acceptKeyOf(appId, save),
    acceptHash: save.idempotencyKey === null ? null : contentHashOf(save.submission),
  };
}

interface InsertWorkouts {
  appId: string;
  candidates: readonly Candidate[];
  priority: Priority;
  /** Timeout for a row that another transaction has locked. */
  lockTimeoutMs?: number;
  /** Timeout for the response. */
  answerTimeoutMs?: number;
}

/** Name of the statement. A test recognizes this transaction by it, since it has no COMMIT. */
export const INSERT_ONE = 'accept: insert one workout';
export const INSERT_MANY = 'accept: insert workouts';

/**
 * Inserts the workouts that are new: of a known athlete, with an unused key and start. It is one statement and needs no
 * other transaction. A single save uses scalar parameters, which PostgreSQL runs twice as fast as arrays of one.
 * @returns the ids of the inserted workouts; the others are unchanged
 */
export async function insertNewWorkouts(
  db: Queryable,
  { appId, candidates, priority, lockTimeoutMs, answerTimeoutMs }: InsertWorkouts,
): Promise<Set<string>> {
  if (candidates.length === 0) return new Set();
  const rows = candidates.map(toRow);
  const isOne = rows.length === 1;
  const { rows: inserted } = await db.query<{ workout_id: string }>({
    name: isOne ? INSERT_ONE : INSERT_MANY,
    text: isOne ? ONE : MANY,
    ...(answerTimeoutMs === undefined ? {} : { query_timeout: answerTimeoutMs }),
    values: [
      appId,
      priority,
      lockTimeoutMs === undefined ? null : String(lockTimeoutMs),
      ...COLUMNS.map(({ name }) => (isOne ? rows[0]![name] : rows.map((row) => row[name]))),
    ],
  });
  return new Set(inserted.map((row) => row.workout_id));
}

const toRow = ({ save, workoutId, acceptKey, acceptHash }: Candidate): Record<string, unknown> => ({
  athlete_id: save.submission.athleteId,
  of_token: save.athleteUuid ?? null,
  workout_id: workoutId,
  accept_key: acceptKey,
  accept_hash: acceptHash,
  upload_id: save.uploadId ?? null,
  import_id: save.importId ?? null,
  ...toColumns(save.submission),
});

/** The columns of the parameters from the fourth on, in order. */
const COLUMNS = [
  'athlete_id text',
  'of_token uuid',
  'workout_id uuid',
  'accept_key uuid',
  'accept_hash bytea',
  'upload_id uuid',
  'import_id uuid',
  ...WORKOUT_COLUMN_TYPES,
].map((column) => {
  const [name, ...type] = column.split(' ');
  return { name: name!, type: type.join(' ') };
});

/**
 * Inserts only new saves: not with a key that an edit or a deletion has used, and not for an athlete of another token.
 */
const insertFrom = (saves: string, order: string): string => `
  insert into workouts (
    workout_id, athlete_uuid, app_id, priority, imported, accept_key, accept_hash, upload_id, import_id,
    ${WORKOUT_COLUMNS}
  )
  select
    r.workout_id, a.athlete_uuid, a.app_id, $2::text, $2::text = 'bulk', r.accept_key, r.accept_hash, r.upload_id,
    r.import_id, ${WORKOUT_VALUES}
  from ${saves}
  join athletes a on a.app_id = $1::uuid and a.athlete_id = r.athlete_id
  where a.athlete_uuid = coalesce(r.of_token, a.athlete_uuid)
    and not exists (select from revision_keys k where k.key = r.accept_key)
    and ($3::text is null or set_config('lock_timeout', $3::text, true) is not null)
  ${order}
  for key share of a
  on conflict do nothing
  returning workout_id`;

const scalars = COLUMNS.map(({ name, type }, index) => `$${index + 4}::${type} as ${name}`).join(', ');
const ONE = insertFrom(`(select ${scalars}) as r`, '');

/**
 * Inserts in the order of the list, so that the first of two equal saves is accepted. Two groups with the same saves in
 * different orders may block each other. The lock timeout then ends one, and its saves are handled separately.
 */
const MANY = insertFrom(
  `unnest(${COLUMNS.map(({ type }, index) => `$${index + 4}::${type}[]`).join(', ')})
    as r (${COLUMNS.map(({ name }) => name).join(', ')})`,
  'order by r.workout_id',
);
