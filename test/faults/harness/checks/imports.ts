import type { CheckedSystem } from '../system.ts';
import type { Promises, AnsweredRequest } from './promises.ts';

interface StoredImport {
  id: string;
  status: string;
  total: number;
  accepted: number;
  duplicates: number;
  workouts: number;
}

/** Each line of an import is a workout, once, and each import that was acknowledged has come to its end. */
export async function checkImports(
  { database, findings }: CheckedSystem,
  { requests, standing }: Promises,
): Promise<void> {
  const asked = requests.filter(({ kind }) => kind === 'import');
  if (asked.length === 0) return;
  const rows = await database.ask<StoredImport>(IMPORTS);
  const stored = new Map(rows.map((row) => [row.id, row]));
  const acknowledged = standing.filter(({ kind }) => kind === 'import');
  for (const request of acknowledged) {
    const found = stored.get(request.verdict!.id!);
    const wrong = found ? wrongIn(found, request) : 'is not there';
    if (wrong) findings.add('lost', `import ${request.verdict!.id} ${wrong}`);
  }
  const unknown = asked.flatMap(({ answers }) =>
    answers.filter(({ outcome }) => outcome === 'unknown'),
  ).length;
  if (rows.length > acknowledged.length + unknown)
    findings.add('ghosts', `there are ${rows.length} imports, ${acknowledged.length} were acknowledged`);
  const workouts = await database.ask<{ name: string; isImported: boolean }>(WORKOUTS);
  const expected = new Set(acknowledged.flatMap((request) => linesOf(request).map(nameOf)));
  const requested = new Set(asked.flatMap((request) => linesOf(request).map(nameOf)));
  const names = new Set(workouts.map(({ name }) => name));
  if (names.size < workouts.length)
    findings.add('duplicates', `${workouts.length - names.size} workouts are there twice`);
  for (const name of expected)
    if (!names.has(name)) findings.add('lost', `the line of an import that is ${name} is no workout`);
  for (const { name, isImported } of workouts)
    if (isImported && !requested.has(name))
      findings.add('ghosts', `${name} is imported, and was in no import`);
}

function wrongIn(found: StoredImport, { body, answers }: AnsweredRequest): string | undefined {
  const lines = (body!['lines'] as object[]).length;
  if (found.status !== 'processed') return `is ${found.status}`;
  if (found.total !== lines) return `has ${found.total} lines of ${lines}`;
  if (found.accepted !== found.workouts) return `counts ${found.accepted} workouts and has ${found.workouts}`;
  // An attempt before may have accepted some of them.
  const isRepeated = answers.length > 1;
  return found.accepted === lines || isRepeated ? undefined : `has ${found.duplicates} duplicates`;
}

const linesOf = ({ body }: AnsweredRequest): Readonly<Record<string, unknown>>[] =>
  body!['lines'] as Readonly<Record<string, unknown>>[];

const nameOf = ({
  athleteId,
  sport,
  startedAt,
  durationSeconds,
}: Readonly<Record<string, unknown>>): string =>
  [athleteId, sport, new Date(String(startedAt)).toISOString(), durationSeconds].join(' ');

const IMPORTS = `
  select
    i.import_id as id,
    i.status,
    i.total,
    i.accepted,
    i.duplicates,
    (select count(*)::int from workouts w where w.import_id = i.import_id) as workouts
  from imports i`;

/** With deleted ones: their start and duration stay. */
const WORKOUTS = `
  select
    concat_ws(
      ' ',
      a.athlete_id,
      w.sport,
      to_char(w.started_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
      w.duration_seconds
    ) as name,
    w.import_id is not null as "isImported"
  from workouts w
  join athletes a on a.athlete_uuid = w.athlete_uuid
  where w.deleted_at is null`;
