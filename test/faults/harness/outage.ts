import { setTimeout as delay } from 'node:timers/promises';
import { untilDrained } from './checks/settled.ts';
import type { Window } from './checks/answers.ts';
import { BY_WORKER, installFailpoint, type Failpoint } from './failpoints.ts';
import { startLoad, type LoadOptions } from './load.ts';
import { latencies } from './latency.ts';
import { createRequester } from './requester.ts';
import type { ScenarioContext } from './scenario.ts';
import type { System } from './system.ts';
import { until } from './waiting.ts';

interface Outage {
  /** Starts and ends the outage. */
  begin(): Promise<void>;
  end(): Promise<void>;
  awayMs: number;
  /** Time from its end until all work is done. */
  recoveryLimitMs: number;
  load?: Partial<LoadOptions>;
}

export interface OutageReport {
  window: Window;
  before: { p99: number; requests: number };
  during: { p99: number; requests: number };
}

const CALM_MS = 2500;
const AFTERWARDS_MS = 1500;

/** Injects an outage under load, ends it, and waits until all work is done. */
export async function injectOutage(
  context: ScenarioContext,
  system: System,
  outage: Outage,
): Promise<OutageReport> {
  // Names do not depend on the scenarios that ran before.
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
  const held = await holdAStep(system);
  const from = Date.now();
  await outage.begin();
  // When PostgreSQL itself is down, this waits until it is back.
  const letGo = held.heal();
  await delay(outage.awayMs);
  const to = Date.now();
  await outage.end();
  await letGo;
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
    before: latencies(lines, { from: calmFrom, to: from }),
    during: latencies(lines, { from, to }),
  };
}

/** On a busy machine, the first step of a new system takes long: 8 s at a load of 6 per core, 0.3 s in the next round. */
const HELD_WITHIN_MS = 60_000;

/** Waits until a step is in its transaction and holds it there, so that the fault meets work in progress. */
async function holdAStep({ database, findings }: System): Promise<Failpoint> {
  const failpoint = await installFailpoint(database, {
    table: 'workout_steps',
    when: `${BY_WORKER} and new.state = 'succeeded'`,
    // PostgreSQL ends a held step after 7 s; then the next one is held.
    mode: { kind: 'hold one' },
  });
  const isHeld = async (): Promise<boolean> => (await failpoint.held()) > 0;
  if ((await until(isHeld, { limitMs: HELD_WITHIN_MS, everyMs: 5 })) === undefined)
    findings.add('vacuous', 'no step was at work when the fault came');
  return failpoint;
}
