import { createHash } from 'node:crypto';
import { v7 as uuidV7 } from 'uuid';
import { NotFound } from '../../domain/errors.ts';
import type { FileLabels, RecordingFormat } from '../../domain/recording.ts';
import type { Priority } from '../dispatch/work-kinds.ts';
import type { Queryable, Transaction } from '../pool.ts';

export type UploadStatus = 'accepted' | 'processing' | 'processed' | 'failed';

interface NewUpload {
  appId: string;
  athleteUuid: string;
  content: Uint8Array;
  priority?: Priority;
  /** The import that contained it, and its name there. */
  importId?: string;
  fileName?: string | undefined;
  /** Labels from an account export. */
  labels?: FileLabels | undefined;
}

/**
 * Stores a file as it was sent. The same bytes of the same athlete are the same upload while it is being read or has
 * workouts that are not deleted. Otherwise (its workouts were deleted, or the file was refused) it is read again.
 */
export async function acceptUpload(
  tx: Transaction,
  { appId, athleteUuid, content, priority = 'interactive', importId, fileName, labels }: NewUpload,
): Promise<{ uploadId: string; isNew: boolean }> {
  const { rows } = await tx.query<{ upload_id: string }>(
    `insert into uploads as u
       (upload_id, app_id, athlete_uuid, content_hash, content, priority, import_id, file_name, labels)
     values ($1::uuid, $2::uuid, $3::uuid, $4::bytea, $5::bytea, $6::text, $7::uuid, $8::text, $9::jsonb)
     on conflict (athlete_uuid, content_hash) do update
       set
         content = excluded.content,
         priority = excluded.priority,
         import_id = excluded.import_id,
         file_name = excluded.file_name,
         labels = excluded.labels,
         status = 'accepted',
         problem = null,
         execution_number = u.execution_number + 1,
         workflow_id = null,
         accepted_at = now()
       where u.status in ('processed', 'failed') and ${HAS_NO_LIVE_WORKOUT}
     returning upload_id`,
    [
      uuidV7(),
      appId,
      athleteUuid,
      hashOf(content),
      content,
      priority,
      importId ?? null,
      fileName ?? null,
      labels ? JSON.stringify(labels) : null,
    ],
  );
  if (rows[0]) return { uploadId: rows[0].upload_id, isNew: true };
  const existing = await tx.query<{ upload_id: string }>(
    `select upload_id
     from uploads
     where athlete_uuid = $1::uuid and content_hash = $2::bytea`,
    [athleteUuid, hashOf(content)],
  );
  return { uploadId: existing.rows[0]!.upload_id, isNew: false };
}

const hashOf = (content: Uint8Array): Buffer => createHash('sha256').update(content).digest();

/** The workouts that a file contained, including those that existed already (`problem.workoutIds`). */
const WORKOUTS = `
  select w.workout_id
  from workouts w
  where w.deleted_at is null
    and (
      w.upload_id = u.upload_id
      or w.workout_id in (
        select id::uuid from jsonb_array_elements_text(u.problem -> 'workoutIds') as ids (id)
      )
    )`;
const HAS_NO_LIVE_WORKOUT = `not exists (${WORKOUTS})`;

export interface StoredUpload {
  uploadId: string;
  status: UploadStatus;
  format: RecordingFormat | null;
  /** An RFC 9457 problem. With `processed`, the workouts already existed. */
  problem: { type: string; title: string; detail: string; workoutIds?: string[] } | null;
  /** The file's workouts that are not deleted, including those that existed already (`problem.workoutIds`). */
  workoutIds: string[];
}

/** @throws NotFound, also for an upload that the caller may not see, and while its athlete is being erased */
export async function getUpload(
  db: Queryable,
  { uploadId, appId, athleteUuid }: { uploadId: string; appId: string; athleteUuid: string | null },
): Promise<StoredUpload> {
  const { rows } = await db.query<StoredUpload>(
    `select
       u.upload_id as "uploadId",
       u.status,
       u.format,
       u.problem,
       array(
         ${WORKOUTS}
         order by w.started_at, w.workout_id
       ) as "workoutIds"
     from uploads u
     join athletes a on a.athlete_uuid = u.athlete_uuid and a.erasing_since is null
     where u.upload_id = $1::uuid
       and u.app_id = $2::uuid
       and ($3::uuid is null or u.athlete_uuid = $3::uuid)`,
    [uploadId, appId, athleteUuid],
  );
  if (!rows[0]) throw new NotFound();
  return rows[0];
}
