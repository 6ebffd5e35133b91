import { setTimeout as delay } from 'node:timers/promises';
import { deployWorker } from './deploy-worker.ts';
import { startReadyNodeProcess, type RunningNodeProcess } from './node-process.ts';
import { recordFileOf, type Program } from './leftovers.ts';
import { startTogether, type Shutdown } from './shutdown.ts';
import { atStart, supervise, type Supervised } from './supervisor.ts';
import { createLinePrinter } from './terminal-lines.ts';

export interface ProgramOptions {
  dataDir: string;
  /** The programs' complete environment: the launcher's own, and the addresses of the servers. */
  env: NodeJS.ProcessEnv;
  shutdown: Shutdown;
  log: (line: string) => void;
}

interface ProgramFacts {
  name: string;
  main: URL;
  graceMs: number;
}

/** The worker bundles the workflows first, which takes seconds, or longer on a busy machine. */
const PATIENCE_MS = 60_000;
const DEPLOY_PATIENCE_MS = 10_000;

const FACTS: Readonly<Record<Program, ProgramFacts>> = {
  api: { name: 'the API', main: new URL('../api/main.ts', import.meta.url), graceMs: 2_500 },
  worker: { name: 'the worker', main: new URL('../worker/main.ts', import.meta.url), graceMs: 3_000 },
};

/** Runs the API and the worker as separate processes, so that either can be killed while the other continues. */
export async function startPrograms(options: ProgramOptions) {
  const [api, worker] = await startTogether(options.shutdown, [
    startProgram('api', options),
    startProgram('worker', options),
  ]);
  return { api, worker };
}

async function startProgram(
  program: Program,
  { dataDir, env, shutdown, log }: ProgramOptions,
): Promise<Supervised<RunningNodeProcess>> {
  const { name, main, graceMs } = FACTS[program];
  const print = createLinePrinter({ isTerminal: process.stdout.isTTY ?? false, colour: !env['NO_COLOR'] });
  const supervised = await supervise<RunningNodeProcess>({
    name,
    log,
    signal: shutdown.signal,
    onRestart: ({ pid }) => log(`${atStart(name)} has been restarted as process ${pid}.`),
    start: async (signal) => {
      const running = await startReadyNodeProcess({
        name,
        program: main,
        env,
        graceMs,
        signal,
        log,
        patienceMs: PATIENCE_MS,
        recordFile: recordFileOf(dataDir, program),
        forward: (line) => log(print(program, line)),
      });
      if (program === 'worker') await deploy(running, { env, signal, log });
      return running;
    },
  });
  shutdown.add(program, supervised);
  return supervised;
}

/** Waits up to 10 s for the deployment. While Temporal is down, it continues in the background. */
async function deploy(
  { pid, exited }: RunningNodeProcess,
  { env, signal, log }: Pick<ProgramOptions, 'env' | 'log'> & { signal: AbortSignal },
): Promise<void> {
  const ended = new AbortController();
  void exited.then(() => ended.abort());
  const deployed = deployWorker({
    temporalAddress: env['TEMPORAL_ADDRESS'],
    pid,
    signal: AbortSignal.any([signal, ended.signal]),
    log,
  });
  await Promise.race([deployed, delay(DEPLOY_PATIENCE_MS, undefined, { ref: false })]);
}
