import { verify } from '../../../src/ops/verify.ts';
import { checkAnswers, type AnswerRules } from './checks/answers.ts';
import { checkAthletes } from './checks/athletes.ts';
import { checkEvents } from './checks/events.ts';
import { checkImports } from './checks/imports.ts';
import { checkKeys } from './checks/keys.ts';
import { checkReaders } from './checks/readers.ts';
import { promisesOf } from './checks/promises.ts';
import { checkSessions } from './checks/sessions.ts';
import { checkNothingOpen, untilDrained } from './checks/settled.ts';
import { checkUploads } from './checks/uploads.ts';
import { checkWorkouts } from './checks/workouts.ts';
import type { HistoryLine } from './history.ts';
import type { CheckedSystem } from './system.ts';

export interface CheckOptions extends Partial<AnswerRules> {
  /** Workouts in which a step was made to fail. */
  mayFail?: ReadonlySet<string>;
  /** How long what is left to do may take. */
  drainLimitMs?: number;
  /** What is believed of the history; all of it unless PostgreSQL went back. */
  lines?: readonly HistoryLine[];
}

export interface Checked {
  requests: number;
  acknowledged: number;
  /** Steps that took more than one attempt, and the most that one took. */
  repeated: { steps: number; most: number };
}

/** The one checker: what must hold after every fault and its healing, whatever the fault was. */
export async function check(system: CheckedSystem, options: CheckOptions = {}): Promise<Checked> {
  const { mayFail = new Set(), drainLimitMs = 60_000, databaseAway = [], apiAway = [] } = options;
  await untilDrained(system, drainLimitMs);
  const lines = options.lines ?? (await system.history.read());
  const promises = promisesOf(lines);
  await checkWorkouts(system, promises, { mayFail });
  await checkKeys(system, promises);
  await checkUploads(system, promises);
  await checkImports(system, promises);
  await checkAthletes(system, promises);
  await checkEvents(system);
  await checkReaders(system);
  await verify(system.database.pool, ({ table, key, stored, expected }) =>
    system.findings.add(
      'divergences',
      `${table} ${key}: ${JSON.stringify(stored)} in place of ${JSON.stringify(expected)}`,
    ),
  );
  await checkNothingOpen(system);
  checkAnswers(system, lines, promises, { databaseAway, apiAway });
  await checkSessions(system);
  const answers = lines.filter((line) => line.line === 'answered');
  return {
    requests: answers.length,
    acknowledged: answers.filter((line) => line.kind !== 'read' && line.outcome === 'ok').length,
    repeated: await countRepeated(system),
  };
}

async function countRepeated({ database }: CheckedSystem): Promise<{ steps: number; most: number }> {
  const [row] = await database.ask<{ steps: number; most: number }>(
    `select count(*) filter (where attempts >= 2)::int as steps, coalesce(max(attempts), 0) as most
     from workout_steps`,
  );
  return row!;
}
