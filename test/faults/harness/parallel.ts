import path from 'node:path';
import type { Scenario, ScenarioResult } from './scenario.ts';
import { runScenario } from './run-scenario.ts';
import { startServers, type Servers } from './servers.ts';

export interface Run {
  folder: string;
  seed: string;
  isQuick: boolean;
  workflowBundlePath: string;
  log: (text: string) => void;
  isRepeat?: boolean;
  /** On abort everything that was started ends, and no further scenario begins. */
  signal: AbortSignal;
  finished: (result: ScenarioResult) => void;
}

let started = 0;

/** Runs up to `parallel` scenarios at a time, each on its own PostgreSQL and Temporal. */
export async function runInParallel(
  scenarios: readonly Scenario[],
  parallel: number,
  run: Run,
): Promise<void> {
  const queue = [...scenarios];
  await Promise.all(
    Array.from({ length: Math.min(parallel, scenarios.length) }, () => runOnOwnServers(queue, run)),
  );
}

async function runOnOwnServers(queue: Scenario[], run: Run): Promise<void> {
  const start = (): Promise<Servers> => startServers(path.join(run.folder, `servers-${++started}`));
  let servers = await start();
  try {
    for (let scenario = queue.shift(); scenario && !run.signal.aborted; scenario = queue.shift()) {
      run.log(`${scenario.id} …`);
      const result = await runScenario(scenario, { ...run, servers });
      run.finished(result);
      if (result.findings.total() === 0 || queue.length === 0) continue;
      // The next scenario must not see what the failed one left behind.
      await servers.stop();
      servers = await start();
    }
  } finally {
    await servers.stop();
  }
}
