import type { Findings } from './findings.ts';
import type { HistoryLine } from './history.ts';
import type { CopyPoint } from './own-postgres.ts';
import type { System } from './system.ts';

/** What went back: PostgreSQL has nothing of requests that were sent after `emptyFrom` and answered before `backAt`. */
export interface LostSaves extends CopyPoint {
  backAt: number;
}

/**
 * Returns what is left of a history after PostgreSQL went back: without the saves that were acknowledged behind the point
 * and are missing. A save from before the point stays a promise. One from behind it that is there is a ghost.
 */
export async function forgetLostSaves(
  { database, findings, history }: System,
  lost: LostSaves,
): Promise<{ lines: HistoryLine[]; missing: number }> {
  const rows = await database.ask<{ id: string }>(`select workout_id as id from workouts`);
  const stored = new Set(rows.map(({ id }) => id));
  const lines = await history.read();
  const missing = new Set(missingSaves(lines, { lost, stored, findings }));
  const isMissing = (line: HistoryLine): boolean => line.line === 'answered' && missing.has(line.id ?? '');
  const kept = lines.filter((line) => !isMissing(line));
  const known = new Set(kept.filter(isDefinite).map(({ operation }) => operation));
  const forgotten = new Set(
    lines.filter((line) => isMissing(line) && !known.has(line.operation)).map(({ operation }) => operation),
  );
  return {
    lines: kept.filter(({ operation }) => operation === undefined || !forgotten.has(operation)),
    missing: missing.size,
  };
}

/** A save whose answer was lost along with PostgreSQL was repeated afterwards, as another workout. */
const isDefinite = (line: HistoryLine): boolean => line.line === 'answered' && line.outcome !== 'unknown';

function missingSaves(
  lines: readonly HistoryLine[],
  { lost, stored, findings }: { lost: LostSaves; stored: ReadonlySet<string>; findings: Findings },
): string[] {
  const { completeUntil, emptyFrom, backAt } = lost;
  const askedAt = new Map<number, number>();
  for (const { line, operation, at } of lines)
    if (line === 'asked' && !askedAt.has(operation)) askedAt.set(operation, at);
  return lines.flatMap((line) => {
    if (line.line === 'asked' || line.kind !== 'save' || line.outcome !== 'ok') return [];
    const sentAt = line.at - line.milliseconds;
    // A busy process may read the old server's answer when the new one is already there.
    if (line.at <= completeUntil || sentAt > backAt) return [];
    if (!stored.has(line.id!)) return [line.id!];
    // A repeat of a request from before the point finds what that one saved.
    if (askedAt.get(line.operation!)! > emptyFrom && line.at <= backAt)
      findings.add('ghosts', `workout ${line.id} was saved behind the point that PostgreSQL went back to`);
    return [];
  });
}
