import { listAthletePage, listUnfinishedWorkouts } from '../db/derived/derived-reads.ts';
import { failureKind } from '../db/failure.ts';
import { groupByHistory } from '../db/steps/history-groups.ts';
import { withSnapshot, type Pool } from '../db/pool.ts';
import type { Difference } from '../domain/differences.ts';
import { CHECKS, type Check, type Rules } from './verify-checks.ts';

const PAGE = 100;

export interface Verification {
  athletes: number;
  /** Unfinished workouts. Their results are not final. */
  unfinished: number;
  differences: number;
}

/**
 * Recomputes everything from the workouts and reports where the tables differ. Derived data is a pure function of the
 * workouts. So if nothing differs, no retry, edit, deletion or crash has left a trace.
 */
export async function verify(
  pool: Pool,
  report: (difference: Difference) => void,
  rules: Rules = {},
): Promise<Verification> {
  const total: Verification = { athletes: 0, unfinished: 0, differences: 0 };
  let after: string | null = null;
  for (;;) {
    const athleteUuids = await listAthletePage(pool, { after, limit: PAGE });
    if (athleteUuids.length === 0) break;
    const found = await verifyAthletes(pool, athleteUuids, report, rules);
    total.athletes += found.athletes;
    total.unfinished += found.unfinished;
    total.differences += found.differences;
    after = athleteUuids.at(-1)!;
  }
  return total;
}

/** Verifies these athletes only. */
export async function verifyAthletes(
  pool: Pool,
  athleteUuids: string[],
  report: (difference: Difference) => void,
  rules: Rules = {},
): Promise<Verification> {
  const unfinished = await listUnfinishedWorkouts(pool, athleteUuids);
  const total: Verification = {
    athletes: athleteUuids.length,
    unfinished: unfinished.length,
    differences: 0,
  };
  for (const group of await groupByHistory(pool, athleteUuids)) {
    for (const check of CHECKS) {
      const found = await runCheck(pool, check, group, rules);
      found.forEach(report);
      total.differences += found.length;
    }
  }
  return total;
}

/** Runs a check on a group. If it fails for an athlete, that is a difference; the others are still checked. */
export async function runCheck(
  pool: Pool,
  check: Check,
  athleteUuids: string[],
  rules: Rules,
): Promise<Difference[]> {
  try {
    const compare = await withSnapshot(pool, (db) => check(db, athleteUuids, rules));
    return compare();
  } catch (error) {
    if (failureKind(error) === 'transient') throw error;
    if (athleteUuids.length === 1) {
      const stored = `cannot be verified: ${String(error)}`;
      return [{ table: check.name, key: athleteUuids[0]!, stored, expected: null }];
    }
    const found: Difference[] = [];
    for (const athleteUuid of athleteUuids)
      found.push(...(await runCheck(pool, check, [athleteUuid], rules)));
    return found;
  }
}
