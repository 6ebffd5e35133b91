import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { READY_MESSAGE } from '../process/orphan.ts';
import { describeExit, sendSignal, stopProcess, type ProcessExit } from './process-exit.ts';
import { identify } from './process-identity.ts';
import { forgetProcess, recordProcess } from './process-record.ts';
import { untilReady, type RunningProcess } from './server-process.ts';

export interface NodeProcessOptions {
  /** The program, as written in the source: `new URL('../api/main.ts', import.meta.url)`. */
  program: URL;
  env: NodeJS.ProcessEnv;
  /** Receives its output, line by line. */
  forward: (line: string) => void;
  /** From SIGTERM to SIGKILL. */
  graceMs: number;
  /** File in which the next launcher finds the process if this launcher is killed. */
  recordFile?: string;
  args?: readonly string[];
}

export interface RunningNodeProcess extends RunningProcess {
  /** Resolves when the program reports that it is ready; never if it exits before. */
  ready: Promise<void>;
}

/** Starts one of our own programs with node itself. If npm or tsx were killed, they would leave it running. */
export async function startNodeProcess(options: NodeProcessOptions): Promise<RunningNodeProcess> {
  const { program, env, forward, graceMs, recordFile, args = [] } = options;
  const child = spawn(process.execPath, [...nodeArgumentsFor(program), ...args], {
    env,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    // A terminal sends Ctrl-C to the whole group, but only the launcher must get it: it stops the rest in order.
    detached: true,
  });
  const exited = new Promise<ProcessExit>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
    child.once('error', () => resolve({ code: 127, signal: null }));
  });
  forwardLines(child.stdout, forward);
  forwardLines(child.stderr, forward);
  const ready = new Promise<void>((resolve) => {
    child.on('message', (message) => message === READY_MESSAGE && resolve());
  });
  if (child.pid === undefined) throw new Error(`${process.execPath} cannot be run.`);
  if (recordFile) recordProcess(recordFile, child.pid);
  const identity = identify(child.pid);
  const stop = async (): Promise<void> => {
    await stopProcess(identity, [{ signal: 'SIGTERM', graceMs }]);
    if (recordFile) forgetProcess(recordFile);
  };
  return { pid: child.pid, exited, ready, stop, kill: () => sendSignal(identity, 'SIGKILL') };
}

export interface ReadyOptions extends NodeProcessOptions {
  name: string;
  log: (line: string) => void;
  /** After this time the program counts as ready: it may wait for an external server. */
  patienceMs: number;
  /** Aborted when the program is no longer wanted. */
  signal?: AbortSignal;
}

/** Starts a program and waits until it reports that it is ready. @throws Error if it exits before */
export async function startReadyNodeProcess(options: ReadyOptions): Promise<RunningNodeProcess> {
  const { name, log, patienceMs, signal } = options;
  signal?.throwIfAborted();
  const running = await startNodeProcess(options);
  await untilReady(running, signal, async () => {
    const patience = new AbortController();
    const outcome = await Promise.race([
      running.ready.then(() => 'ready' as const),
      running.exited,
      delay(patienceMs, 'late' as const, { signal: patience.signal }).catch(() => 'ready' as const),
    ]);
    patience.abort();
    if (outcome === 'late') log(`Still waiting for ${name}; it continues to start.`);
    else if (outcome !== 'ready')
      throw new Error(`Cannot start ${name}: it ${describeExit(outcome)} before it was ready.`);
  });
  return running;
}

/** With Node's young generation of 16 MiB, a third of the API's time was garbage collection. */
const MEMORY = '--max-semi-space-size=32';

/** Returns the arguments for node: from source it runs TypeScript through tsx, in a build the compiled file. */
function nodeArgumentsFor(program: URL): string[] {
  const runsFromSource = import.meta.url.endsWith('.ts');
  const file = fileURLToPath(runsFromSource ? program : new URL(program.href.replace(/\.ts$/, '.js')));
  return runsFromSource ? [MEMORY, '--import', import.meta.resolve('tsx'), file] : [MEMORY, file];
}

function forwardLines(stream: Readable | null, forward: (line: string) => void): void {
  if (stream) createInterface({ input: stream }).on('line', forward);
}
