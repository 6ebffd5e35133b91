import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';
import path from 'node:path';
import { sendSignal, stopProcess, type ProcessExit, type StopSignal } from './process-exit.ts';
import { identify } from './process-identity.ts';

/** Something that runs until it is stopped or dies. */
export interface RunningProcess {
  pid: number;
  /** Resolves, never rejects, when the process is gone. */
  exited: Promise<ProcessExit>;
  stop(): Promise<void>;
  /** Ends it at once, without waiting: the harshest end that its data survives. */
  kill(): void;
}

export interface ServerCommand {
  command: string;
  args: readonly string[];
  /** Where its output goes. A file, not a pipe: a server must outlive the reader of its output. */
  logFile: string;
  /** What ends it, mildest first. The first one is also sent when the launcher dies. */
  stopSignals: readonly [StopSignal, ...StopSignal[]];
  /** What ends it at once. */
  killSignal?: NodeJS.Signals;
  /** A prefix such as `unshare …` under which it runs. */
  wrapper?: readonly string[];
  cwd?: string;
  uid?: number;
  gid?: number;
}

/** A log beyond this size is set aside (once) when its server starts. */
const LOG_LIMIT_BYTES = 10 * 1024 * 1024;

/** Starts a foreign server: output to its log, dead when the launcher is dead (where Linux can promise that). */
export async function startServerProcess(options: ServerCommand): Promise<RunningProcess> {
  const {
    command,
    args,
    stopSignals,
    killSignal = 'SIGKILL',
    wrapper = [],
    logFile,
    cwd,
    uid,
    gid,
  } = options;
  const line = [...wrapper, ...dieWithLauncher(stopSignals[0].signal), command, ...args];
  const log = openLog(logFile);
  const child = spawn(line[0] as string, line.slice(1), {
    stdio: ['ignore', log, log],
    // Ctrl-C in a terminal goes to the whole group; only the launcher is to hear it, which stops the rest in order.
    detached: true,
    cwd,
    uid,
    gid,
  });
  closeSync(log);
  const exited = new Promise<ProcessExit>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
    child.once('error', () => resolve({ code: 127, signal: null }));
  });
  if (child.pid === undefined) {
    const [error] = (await once(child, 'error')) as [Error];
    throw new Error(`${command} cannot be run: ${error.message}`);
  }
  const identity = identify(child.pid);
  return {
    pid: child.pid,
    exited,
    stop: () => stopProcess(identity, stopSignals),
    kill: () => sendSignal(identity, killSignal),
  };
}

/**
 * Waits for a process that was just started. When the wait fails, or nobody wants the process any more, it is stopped;
 * what waits must therefore look out for its end.
 */
export async function untilReady<T>(
  running: RunningProcess,
  signal: AbortSignal | undefined,
  wait: () => Promise<T>,
): Promise<T> {
  const giveUp = (): void => void running.stop();
  signal?.addEventListener('abort', giveUp, { once: true });
  try {
    signal?.throwIfAborted();
    return await wait();
  } catch (error) {
    await running.stop();
    throw signal?.aborted ? signal.reason : error;
  } finally {
    signal?.removeEventListener('abort', giveUp);
  }
}

/** The last lines of a server's log, for the sentence that says why it did not start. */
export function readLogTail(logFile: string, lines = 5): string {
  try {
    return readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
  } catch {
    return '';
  }
}

function openLog(file: string): number {
  mkdirSync(path.dirname(file), { recursive: true });
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size > LOG_LIMIT_BYTES) renameSync(file, `${file}.old`);
  return openSync(file, 'a', 0o600);
}

let setprivWorks: boolean | undefined;

/** `setpriv` of util-linux asks the kernel for a signal at the parent's death; macOS and busybox have no such thing. */
function dieWithLauncher(signal: NodeJS.Signals): string[] {
  const prefix = ['setpriv', '--pdeathsig', signal.replace('SIG', ''), '--'];
  setprivWorks ??=
    process.platform === 'linux' && spawnSync(prefix[0] as string, [...prefix.slice(1), 'true']).status === 0;
  return setprivWorks ? prefix : [];
}
