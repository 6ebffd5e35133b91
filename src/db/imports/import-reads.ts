import { NotFound } from '../../domain/errors.ts';
import { MOST_PROBLEMS, type ImportFormat, type ImportStatus } from './imports.ts';
import type { Queryable } from '../pool.ts';

export interface ImportProgress {
  importId: string;
  format: ImportFormat;
  status: ImportStatus;
  total: number;
  accepted: number;
  duplicates: number;
  refused: number;
  /** Unfinished workouts among the accepted ones. An erased athlete's workouts count as finished. */
  unfinished: number;
  settled: boolean;
}

/**
 * Lines are counted when they are accepted. A file of a zip is counted when it has been read: as refused if it cannot
 * be read, as a duplicate if its workouts already exist. Edits and deletions do not change the counts of a settled
 * import.
 */
const PROGRESS = `
  select
    i.import_id as "importId",
    i.format,
    i.status,
    i.total,
    i.accepted - files.failed - files.known as accepted,
    i.duplicates + files.known as duplicates,
    i.refused + files.failed as refused,
    case i.format when 'zip' then files.unfinished else lines.unfinished end as unfinished,
    i.settled_at is not null as settled
  from imports i
  cross join lateral (
    select
      count(*) filter (where u.status = 'failed')::int as failed,
      count(*) filter (
        where u.status = 'processed'
          and u.problem is not null
          and not exists (select from workouts w where w.upload_id = u.upload_id)
      )::int as known,
      count(*) filter (
        where u.status in ('accepted', 'processing')
          or exists (
            select from workouts w where w.upload_id = u.upload_id and w.status in ('accepted', 'processing')
          )
      )::int as unfinished
    from uploads u
    where u.import_id = i.import_id and i.format = 'zip' and i.settled_at is null
  ) as files
  cross join lateral (
    select count(*)::int as unfinished
    from workouts w
    where w.import_id = i.import_id
      and w.status in ('accepted', 'processing')
      and i.format = 'ndjson'
      and i.settled_at is null
  ) as lines`;

/** Returns undefined if the import was erased with its athlete. */
export async function findImportProgress(
  db: Queryable,
  importId: string,
): Promise<ImportProgress | undefined> {
  const { rows } = await db.query<ImportProgress>(`${PROGRESS} where i.import_id = $1::uuid`, [importId]);
  return rows[0];
}

export interface StoredProblem {
  /** Absent for a problem that was found when a file was read. */
  entry: number | null;
  fileName: string | null;
  problem: Record<string, unknown>;
}

/** @throws NotFound, also for another app's import, and when the athlete of its files is being erased */
export async function getImport(
  db: Queryable,
  { importId, appId }: { importId: string; appId: string },
): Promise<ImportProgress & { problems: StoredProblem[] }> {
  const { rows } = await db.query<ImportProgress>(
    `${PROGRESS}
     left join athletes a on a.athlete_uuid = i.athlete_uuid
     where i.import_id = $1::uuid and i.app_id = $2::uuid and a.erasing_since is null`,
    [importId, appId],
  );
  if (!rows[0]) throw new NotFound();
  return { ...rows[0], problems: await listProblems(db, importId) };
}

async function listProblems(db: Queryable, importId: string): Promise<StoredProblem[]> {
  const { rows } = await db.query<StoredProblem>(
    `(
       select entry, file_name as "fileName", problem
       from import_problems
       where import_id = $1::uuid
       order by entry
       limit $2::int
     )
     union all
     (
       select null, file_name, problem
       from uploads
       where import_id = $1::uuid and problem is not null
       order by file_name
       limit $2::int
     )
     limit $2::int`,
    [importId, MOST_PROBLEMS],
  );
  return rows;
}
