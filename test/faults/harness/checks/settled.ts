import { WORK_KINDS, type WorkKind } from '../../../../src/db/dispatch/work-kinds.ts';
import type { CheckedSystem } from '../system.ts';
import { patience } from '../machine.ts';
import { until } from '../waiting.ts';

type Backlog = Record<WorkKind | 'executions', number>;

const COUNTS = Object.entries(WORK_KINDS).map(
  ([kind, { table, unfinished }]) => `(select count(*)::int from ${table} where ${unfinished}) as "${kind}"`,
);

/** What is not at its end yet, by the tables. */
async function readBacklog({ database }: Pick<CheckedSystem, 'database'>): Promise<Backlog> {
  const [backlog] = await database.ask<Backlog>(
    `select (select count(*)::int from executions) as executions, ${COUNTS.join(', ')}`,
  );
  return backlog!;
}

/** Waits until nothing is left to do. @returns how long that took; a finding when it takes too long */
export async function untilDrained(system: CheckedSystem, limitMs: number): Promise<number> {
  const start = performance.now();
  let backlog: Backlog | undefined;
  const isDrained = async (): Promise<boolean> => {
    backlog = await readBacklog(system);
    return Object.values(backlog).every((count) => count === 0);
  };
  if ((await until(isDrained, { limitMs, everyMs: 100 })) !== undefined) return performance.now() - start;
  const more = patience(limitMs) - limitMs;
  if (more > 0 && (await until(isDrained, { limitMs: more, everyMs: 100 })) !== undefined)
    return performance.now() - start;
  system.findings.add('stuck', `after ${limitMs / 1000} s there were still ${JSON.stringify(backlog)}`);
  // It may be slow rather than stuck: what is checked afterwards should not say the same a thousand times.
  await until(isDrained, { limitMs: Math.max(120_000, limitMs), everyMs: 250 });
  return performance.now() - start;
}

/** Whose answer was lost is asked again after a pause of up to 30 s, and finds its work done. */
const ENDED_AFTER_MS = 45_000;

/** 5: no execution is open once everything is done. */
export async function checkNothingOpen({ temporal, findings }: CheckedSystem): Promise<void> {
  const open = async (): Promise<number> => {
    try {
      return (await temporal.client.workflow.count(`ExecutionStatus = 'Running'`)).count;
    } catch {
      return -1;
    }
  };
  let count = -1;
  const isNone = async (): Promise<boolean> => (count = await open()) === 0;
  if ((await until(isNone, { limitMs: patience(ENDED_AFTER_MS), everyMs: 250 })) === undefined)
    findings.add('stuck', `${count} executions are open though all work is done`);
}
