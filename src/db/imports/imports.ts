import { v7 as uuidV7 } from 'uuid';
import type { Transaction } from '../pool.ts';

export const IMPORT_STATUSES = ['receiving', 'processing', 'processed', 'failed'] as const;
export type ImportStatus = (typeof IMPORT_STATUSES)[number];
export type ImportFormat = 'ndjson' | 'zip';

/** Problems that are stored per import; the counts include all. */
export const MOST_PROBLEMS = 1000;

export interface NewImport {
  importId: string;
  appId: string;
  format: ImportFormat;
  /** The athlete whose files a zip holds. */
  athleteUuid: string | null;
}

/** Returns a new id before anything is written, so that the receiver knows the import's URL. */
export const newImportId = (): string => uuidV7();

/** Creates an import; a repeat changes nothing. */
export async function ensureImport(
  tx: Transaction,
  { importId, appId, format, athleteUuid }: NewImport,
): Promise<void> {
  await tx.query(
    `insert into imports (import_id, app_id, format, athlete_uuid)
     values ($1::uuid, $2::uuid, $3::text, $4::uuid)
     on conflict (import_id) do nothing`,
    [importId, appId, format, athleteUuid],
  );
}

/**
 * Locks the import for its next page.
 * @returns `committed` when the page is stored already, because the response to its commit was lost; `ended` when the
 * import has ended, or was erased with its athlete
 */
export async function beginPage(
  tx: Transaction,
  { importId, page }: { importId: string; page: number },
): Promise<'open' | 'committed' | 'ended'> {
  const { rows } = await tx.query<{ status: ImportStatus; pages: number }>(
    `select status, pages
     from imports
     where import_id = $1::uuid
     for no key update`,
    [importId],
  );
  const [found] = rows;
  if (found?.status !== 'receiving') return 'ended';
  return found.pages >= page ? 'committed' : 'open';
}

export interface EntryProblem {
  /** Number of the line, or position of the file in the zip. */
  entry: number;
  fileName?: string;
  problem: object;
}

export interface PageResult {
  total: number;
  accepted: number;
  duplicates: number;
  refused: number;
  lastEntry: number;
  problems: readonly EntryProblem[];
}

/** Advances the import by a page, in the transaction that accepts its entries: nothing that is counted can be lost. */
export async function endPage(
  tx: Transaction,
  importId: string,
  { total, accepted, duplicates, refused, lastEntry, problems }: PageResult,
): Promise<void> {
  await tx.query(
    `update imports
     set
       pages = pages + 1,
       last_entry = $6::int,
       total = total + $2::int,
       accepted = accepted + $3::int,
       duplicates = duplicates + $4::int,
       refused = refused + $5::int,
       last_page_at = now()
     where import_id = $1::uuid`,
    [importId, total, accepted, duplicates, refused, lastEntry],
  );
  await insertProblems(tx, importId, problems);
}

async function insertProblems(
  tx: Transaction,
  importId: string,
  problems: readonly EntryProblem[],
): Promise<void> {
  if (problems.length === 0) return;
  await tx.query(
    `insert into import_problems (import_id, entry, file_name, problem)
     select $1::uuid, p.entry, p.file_name, p.problem
     from unnest($2::int[], $3::text[], $4::jsonb[]) as p (entry, file_name, problem)
     order by p.entry
     limit greatest(0, ${MOST_PROBLEMS} - (select count(*) from import_problems where import_id = $1::uuid))
     on conflict (import_id, entry) do nothing`,
    [
      importId,
      problems.map(({ entry }) => entry),
      problems.map(({ fileName }) => fileName ?? null),
      problems.map(({ problem }) => JSON.stringify(problem)),
    ],
  );
}

/**
 * Ends the receiving, once. Accepted entries are processed and their athletes notified, whether or not the body was
 * complete; `problem` says why it was not.
 */
export async function endReceiving(
  tx: Transaction,
  { importId, problem }: { importId: string; problem?: object },
): Promise<void> {
  const { rows } = await tx.query<{ lastEntry: number }>(
    `update imports
     set status = $2::text
     where import_id = $1::uuid and status = 'receiving'
     returning last_entry as "lastEntry"`,
    [importId, problem ? 'failed' : 'processing'],
  );
  if (!rows[0]) return;
  if (problem) await insertProblems(tx, importId, [{ entry: rows[0].lastEntry + 1, problem }]);
}

const ABANDONED = {
  type: '/problems/request-timeout',
  title: 'Request timeout',
  status: 408,
  detail: 'The rest of the import did not arrive.',
};

/**
 * Ends imports whose receiver has died: while it is alive, a page arrives every few seconds.
 * @returns how many
 */
export async function endAbandonedImports(
  tx: Transaction,
  { quietSeconds, limit }: { quietSeconds: number; limit: number },
): Promise<number> {
  const { rows } = await tx.query<{ importId: string }>(
    `select import_id as "importId"
     from imports
     where status = 'receiving' and last_page_at < now() - make_interval(secs => $1::double precision)
     order by last_page_at
     limit $2::int
     for no key update skip locked`,
    [quietSeconds, limit],
  );
  for (const { importId } of rows) await endReceiving(tx, { importId, problem: ABANDONED });
  return rows.length;
}
