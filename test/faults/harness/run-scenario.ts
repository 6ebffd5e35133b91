import { setTimeout as delay } from 'node:timers/promises';
import { check } from './check.ts';
import type { Window } from './checks/answers.ts';
import { endPrograms } from './checks/sessions.ts';
import { createFindings } from './findings.ts';
import { isBusy, loadPerCore } from './machine.ts';
import { createRandom } from './random.ts';
import type { Scenario, ScenarioContext, ScenarioResult } from './scenario.ts';
import type { Servers } from './servers.ts';
import { startSystem, type CheckedSystem, type System } from './system.ts';

interface RunOptions {
  servers: Servers;
  seed: string;
  isQuick: boolean;
  workflowBundlePath: string;
  log: (text: string) => void;
  /** Ends the scenario early. */
  signal: AbortSignal;
  /** Whether this repeats a scenario that failed. */
  isRepeat?: boolean;
}

/** A scenario that takes longer is stuck. */
const LIMIT_MS = { quick: 400_000, full: 3_600_000 };

let runs = 0;

/** Runs one scenario. Reports an error that it throws as a finding. */
export async function runScenario(scenario: Scenario, options: RunOptions): Promise<ScenarioResult> {
  const { servers, seed, isQuick, workflowBundlePath, log, signal } = options;
  const findings = createFindings();
  const startedAt = performance.now();
  const size = isQuick ? scenario.size.quick : scenario.size.full;
  const result: ScenarioResult = {
    scenario,
    seed,
    hits: 0,
    requests: 0,
    acknowledged: 0,
    inWindows: 0,
    findings,
    isRepeat: options.isRepeat ?? false,
    worstRecoveryMs: undefined,
    notes: [],
    seconds: 0,
  };
  const reason = scenario.cannotRun?.();
  if (reason !== undefined) return { ...result, notRun: reason };
  const systems: System[] = [];
  const windows: Window[] = [];
  const context: ScenarioContext = {
    size,
    isQuick,
    random: createRandom(`${seed}/${scenario.id}`),
    servers,
    workflowBundlePath,
    findings,
    log,
    async start(given = {}) {
      const name = `scenario_${scenario.id.replaceAll(/\W/g, '_')}_${++runs}`;
      const system = await startSystem({ name, workflowBundlePath, servers, ...given, findings });
      systems.push(system);
      return system;
    },
    hit: (times = 1) => void (result.hits += times),
    window: (window) => void windows.push(window),
    recovered(milliseconds, limitMs) {
      result.worstRecoveryMs = Math.max(result.worstRecoveryMs ?? 0, milliseconds);
      if (limitMs !== undefined && milliseconds > limitMs)
        context.late('stuck', `recovered after ${seconds(milliseconds)}, the limit is ${seconds(limitMs)}`);
    },
    late(point, sentence) {
      if (!isBusy()) findings.add(point, sentence);
      else
        result.notes.push(
          `time limit not asserted at a load of ${loadPerCore().toFixed(1)} per core: ${sentence}`,
        );
    },
    async check(system, rules) {
      const checked = await check(system, rules);
      result.requests += checked.requests;
      result.acknowledged += checked.acknowledged;
      result.inWindows += await countInWindows(system, windows);
      const { steps, most } = checked.repeated;
      if (steps > 0) result.notes.push(`${steps} steps were repeated, one of them ${most} times`);
      await endPrograms(system);
      return checked;
    },
    note: (text) => void result.notes.push(text),
  };
  try {
    await endingInTime(scenario.run(context), { limitMs: LIMIT_MS[isQuick ? 'quick' : 'full'], signal });
  } catch (error) {
    if (signal.aborted)
      result.notes.push('interrupted: the findings are of a scenario that did not complete');
    else
      findings.add(
        'vacuous',
        `the scenario itself failed: ${error instanceof Error ? error.stack : String(error)}`,
      );
  }
  for (const system of systems) await system.stop().catch((error: unknown) => log(String(error)));
  if (result.hits < size) findings.add('vacuous', `the fault hit ${result.hits} times, expected ${size}`);
  const needed = scenario.acknowledgedInWindows?.[isQuick ? 'quick' : 'full'];
  if (needed !== undefined && result.inWindows < needed)
    findings.add(
      'vacuous',
      `${result.inWindows} requests were acknowledged during the fault, expected ${needed}`,
    );
  result.seconds = (performance.now() - startedAt) / 1000;
  return result;
}

async function endingInTime(
  run: Promise<void>,
  { limitMs, signal }: { limitMs: number; signal: AbortSignal },
): Promise<void> {
  const isOver = new AbortController();
  const limit = delay(limitMs, undefined, { signal: AbortSignal.any([isOver.signal, signal]) }).then(() => {
    throw new Error(`it did not end in ${seconds(limitMs)}`);
  });
  try {
    await Promise.race([run, limit]);
  } finally {
    isOver.abort();
    limit.catch(() => {});
  }
}

const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(1)} s`;

async function countInWindows({ history }: CheckedSystem, windows: readonly Window[]): Promise<number> {
  const lines = await history.read();
  return lines.filter(
    (line) =>
      line.line === 'answered' &&
      line.outcome === 'ok' &&
      windows.some(({ from, to }) => line.at >= from && line.at - line.milliseconds <= to),
  ).length;
}
