import { createHash } from 'node:crypto';
import type { Pool } from '../../src/db/pool.ts';
import { PEER_ACHIEVEMENTS } from '../work/awards.ts';

/**
 * The results that every contender must reach, as lines of text without generated ids. Energy is compared to the cent,
 * because peers sum binary fractions.
 */
const RESULTS: Readonly<Record<string, { sql: string; parameters?: readonly unknown[] }>> = {
  workouts: {
    sql: `select concat_ws('|', a.athlete_id, w.sport, extract(epoch from w.started_at)::bigint, w.duration_seconds,
                   w.distance_meters, w.status, round(e.gross_kcal::numeric, 2)) as line
          from workouts w
          join athletes a using (athlete_uuid)
          join workout_energy e using (workout_id)`,
  },
  awards: {
    sql: `select concat_ws('|', a.athlete_id, w.achievement_id, w.tier) as line
          from awards w
          join athletes a using (athlete_uuid)
          where w.achievement_id = any($1::text[])`,
    parameters: [PEER_ACHIEVEMENTS],
  },
  scores: {
    sql: `select concat_ws('|', athlete_id, period, sport, workouts, distance_meters, duration_seconds,
                   round(energy_kcal::numeric, 2)) as line
          from leaderboard_scores`,
  },
  events: {
    sql: `select concat_ws('|', a.athlete_id, count(*)) as line
          from events e
          join athletes a using (athlete_uuid)
          where e.type = 'workout.processed'
          group by a.athlete_id`,
  },
};

export interface Results {
  rows: number;
  hash: string;
  lines: ReadonlySet<string>;
}

export async function readResults(pool: Pool): Promise<Results> {
  const lines = new Set<string>();
  for (const [table, { sql, parameters = [] }] of Object.entries(RESULTS)) {
    const { rows } = await pool.query<{ line: string }>(sql, [...parameters]);
    for (const { line } of rows) lines.add(`${table}: ${line}`);
  }
  const hash = createHash('sha256');
  for (const line of [...lines].toSorted()) hash.update(`${line}\n`);
  return { rows: lines.size, hash: hash.digest('hex'), lines };
}

/** @throws Error with the first differences if two contenders have different results */
export function requireEqual(one: { name: string } & Results, other: { name: string } & Results): void {
  if (one.hash === other.hash) return;
  const missing = [...one.lines].filter((line) => !other.lines.has(line));
  const more = [...other.lines].filter((line) => !one.lines.has(line));
  const show = (lines: string[]) => lines.slice(0, 5).map((line) => `\n    ${line}`);
  throw new Error(
    `${one.name} and ${other.name} did not reach the same results: ${missing.length} rows only of ${one.name}:` +
      `${show(missing).join('')}\n  ${more.length} rows only of ${other.name}:${show(more).join('')}`,
  );
}
