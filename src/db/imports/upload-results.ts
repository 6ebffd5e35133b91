import type { FileLabels, RecordingFormat } from '../../domain/recording.ts';
import type { Priority } from '../dispatch/work-kinds.ts';
import type { Queryable, Transaction } from '../pool.ts';

export interface UploadContent {
  appId: string;
  athleteUuid: string;
  athleteId: string;
  content: Buffer;
  priority: Priority;
  importId: string | null;
  labels: FileLabels | null;
}

/** Marks the upload as being read and returns its file; undefined when it has ended, or its athlete is erased. */
export async function beginUpload(db: Queryable, uploadId: string): Promise<UploadContent | undefined> {
  const { rows } = await db.query<UploadContent>(
    `update uploads u
     set status = 'processing'
     from athletes a
     where u.upload_id = $1::uuid
       and a.athlete_uuid = u.athlete_uuid
       and a.erasing_since is null
       and u.status in ('accepted', 'processing')
     returning
       u.app_id as "appId",
       u.athlete_uuid as "athleteUuid",
       a.athlete_id as "athleteId",
       u.content,
       u.priority,
       u.import_id as "importId",
       u.labels`,
    [uploadId],
  );
  return rows[0];
}

export interface UploadEnd {
  status: 'processed' | 'failed';
  format: RecordingFormat | null;
  /** An RFC 9457 problem. It may accompany `processed`, for a file whose workouts exist already. */
  problem: { type: string; title: string; detail: string; workoutIds?: string[] } | null;
}

/** Ends the upload, once. @returns false when another attempt has ended it; that result counts */
export async function endUpload(tx: Transaction, uploadId: string, end: UploadEnd): Promise<boolean> {
  const { rowCount } = await tx.query(
    `update uploads
     set status = $2::text, format = $3::text, problem = $4::jsonb
     where upload_id = $1::uuid and status = 'processing'`,
    [uploadId, end.status, end.format, end.problem && JSON.stringify(end.problem)],
  );
  return rowCount === 1;
}

/** Returns how the upload ended; `erased` if it is gone with its athlete. */
export async function getUploadEnd(
  db: Queryable,
  uploadId: string,
): Promise<{ status: string; format: RecordingFormat | null; workouts: number; problem: string | null }> {
  const { rows } = await db.query(
    `select
       u.status,
       u.format,
       u.problem ->> 'type' as problem,
       (select count(*)::int from workouts w where w.upload_id = u.upload_id and w.deleted_at is null) as workouts
     from uploads u
     where u.upload_id = $1::uuid`,
    [uploadId],
  );
  return rows[0] ?? { status: 'erased', format: null, workouts: 0, problem: null };
}
