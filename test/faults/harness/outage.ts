import { setTimeout as delay } from 'node:timers/promises';
import { untilDrained } from './checks/settled.ts';
import type { Window } from './checks/answers.ts';
import { startLoad, type LoadOptions } from './load.ts';
import { latencies } from './latency.ts';
import { createRequester } from './requester.ts';
import type { RowContext } from './row.ts';
import type { System } from './system.ts';

interface Outage {
  /** What is away, and how it comes back. */
  begin(): Promise<void>;
  end(): Promise<void>;
  awayMs: number;
  /** From its end until all work is done. */
  recoveryLimitMs: number;
  load?: Partial<LoadOptions>;
}

export interface OutageReport {
  window: Window;
  /** Steps that were running in the moment before. */
  runningAtBegin: number;
  before: { p99: number; requests: number };
  during: { p99: number; requests: number };
}

const CALM_MS = 2500;
const AFTERWARDS_MS = 1500;

/** Takes something away under load, brings it back, and waits until nothing is left to do. */
export async function suffer(context: RowContext, system: System, outage: Outage): Promise<OutageReport> {
  // The same names in every run of the row, whatever ran before it.
  const name = `load${system.readers.length}`;
  system.follow(name);
  const load = startLoad({
    requester: createRequester(system),
    random: context.random.fork(name),
    name,
    athletes: 40,
    clients: 16,
    perSecond: 40,
    ...outage.load,
  });
  const calmFrom = Date.now();
  await delay(CALM_MS);
  const runningAtBegin = await untilSomethingRuns(system);
  const from = Date.now();
  await outage.begin();
  await delay(outage.awayMs);
  const to = Date.now();
  await outage.end();
  const healedAt = performance.now();
  const window = { from, to: Date.now() };
  context.window(window);
  await delay(AFTERWARDS_MS);
  await load.stop();
  await untilDrained(system, outage.recoveryLimitMs);
  context.recovered(performance.now() - healedAt, outage.recoveryLimitMs);
  context.hit();
  const lines = await system.history.read();
  return {
    window,
    runningAtBegin,
    before: latencies(lines, { from: calmFrom, to: from }),
    during: latencies(lines, { from, to }),
  };
}

/** A fault that meets nothing at work shows nothing. */
async function untilSomethingRuns({ database }: System): Promise<number> {
  for (let looks = 0; looks < 200; looks += 1) {
    const [row] = await database.ask<{ running: number }>(
      `select count(*)::int as running from workout_steps where state = 'running'`,
    );
    if (row!.running > 0) return row!.running;
    await delay(5);
  }
  return 0;
}
