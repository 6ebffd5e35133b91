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
  /** Where the next launcher finds it, should this one be killed. */
  recordFile?: string;
  args?: readonly string[];
}

export interface RunningNodeProcess extends RunningProcess {
  /** Resolves when the program says that it is ready; never, when it dies before. */
  ready: Promise<void>;
}

/** Starts one of our own programs: node itself, not npm or tsx, which would leave it running when they are killed. */
export async function startNodeProcess(options: NodeProcessOptions): Promise<RunningNodeProcess> {
  const { program, env, forward, graceMs, recordFile, args = [] } = options;
  const child = spawn(process.execPath, [...nodeArgumentsFor(program), ...args], {
    env,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    // Ctrl-C in a terminal goes to the whole group; only the launcher is to hear it, which stops the rest in order.
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
  /** After this long it is left to get ready by itself: what it waits for may be somebody else's server. */
  patienceMs: number;
  /** Says that nobody waits for it any more. */
  signal?: AbortSignal;
}

/** Starts a program and waits until it says that it is ready; one that dies before is an error. */
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
    if (outcome === 'late') log(`Still waiting for ${name}; it goes on by itself.`);
    else if (outcome !== 'ready')
      throw new Error(
        `There is no use in waiting for ${name}: it ${describeExit(outcome)} before it was ready.`,
      );
  });
  return running;
}

/** A request's memory is given back before it grows old: with Node's 16 MiB for the young, a third of the API's time was collection. */
const MEMORY = '--max-semi-space-size=32';

/** In development the source itself, through tsx; in a build the file of the same name that was built from it. */
function nodeArgumentsFor(program: URL): string[] {
  const runsFromSource = import.meta.url.endsWith('.ts');
  const file = fileURLToPath(runsFromSource ? program : new URL(program.href.replace(/\.ts$/, '.js')));
  return runsFromSource ? [MEMORY, '--import', import.meta.resolve('tsx'), file] : [MEMORY, file];
}

function forwardLines(stream: Readable | null, forward: (line: string) => void): void {
  if (stream) createInterface({ input: stream }).on('line', forward);
}
