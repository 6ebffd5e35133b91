import { lastClosedMonth } from '../../../../src/domain/report-month.ts';
import type { CheckedSystem } from '../system.ts';
import type { Promises } from './promises.ts';

/** Each report that was requested is there, once, and each athlete who was to be erased is gone. */
export async function checkAthletes(
  { database, findings }: CheckedSystem,
  { requests, standing, erasedAthletes }: Promises,
): Promise<void> {
  const left = await database.ask<{ athleteId: string }>(
    `select athlete_id as "athleteId"
     from athletes
     where athlete_id = any($1::text[]) or erasing_since is not null`,
    [[...erasedAthletes]],
  );
  for (const { athleteId } of left) findings.add('lost', `the erasure of ${athleteId}`);
  if (!requests.some(({ kind }) => kind === 'report')) return;
  const rows = await database.ask<{ name: string; month: string; state: string; reports: number }>(REPORTS);
  const stored = new Map(rows.map((row) => [row.name, row]));
  const requested = new Set(
    standing
      .filter(({ kind }) => kind === 'report')
      .map(({ athleteId, body }) => `${athleteId} ${String(body!['month'])}`),
  );
  for (const name of requested) {
    const found = stored.get(name);
    if (found?.state !== 'ready' || found.reports === 0)
      findings.add('lost', `the report of ${name} is ${found?.state ?? 'not there'}`);
    else if (found.reports > 1) findings.add('duplicates', `there are ${found.reports} reports of ${name}`);
  }
  // A run on the first of a month may meet the tick of a schedule.
  const scheduled = lastClosedMonth('UTC', new Date().toISOString()).month;
  for (const { name, month } of rows)
    if (!requested.has(name) && month !== scheduled)
      findings.add('ghosts', `there is a report of ${name}, and nobody requested it`);
}

const REPORTS = `
  select
    concat_ws(' ', a.athlete_id, m.month) as name,
    m.month,
    m.state,
    (m.report is not null)::int as reports
  from report_months m
  join athletes a on a.athlete_uuid = m.athlete_uuid`;
