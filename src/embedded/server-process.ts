import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';
import path from 'node:path';
import { sendSignal, stopProcess, type ProcessExit, type StopSignal } from './process-exit.ts';
import { identify } from './process-identity.ts';

/** A process that runs until it is stopped or exits. */
export interface RunningProcess {
  pid: number;
  /** Resolves, never rejects, when the process has exited. */
  exited: Promise<ProcessExit>;
  stop(): Promise<void>;
  /** Kills it without waiting, by the strongest signal that does not damage its data. */
  kill(): void;
}

export interface ServerCommand {
  command: string;
  args: readonly string[];
  /** Receives its output. It is a file and not a pipe, because a server must outlive the reader of its output. */
  logFile: string;
  /** Signals that stop it, gentlest first. The first one is also sent when the launcher dies. */
  stopSignals: readonly [StopSignal, ...StopSignal[]];
  /** The signal that stops it at once. */
  killSignal?: NodeJS.Signals;
  /** A command prefix such as `unshare …`. */
  wrapper?: readonly string[];
  cwd?: string;
  uid?: number;
  gid?: number;
}

/** A larger log is renamed, replacing the previous one, when its server starts. */
const LOG_LIMIT_BYTES = 10 * 1024 * 1024;

/** Starts an external server. Its output goes to its log. On Linux it stops when the launcher dies. */
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
    // A terminal sends Ctrl-C to the whole group, but only the launcher must get it: it stops the rest in order.
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
 * Waits until a started process is ready. Stops it if the wait fails or the process is no longer needed. The wait must
 * also watch for its exit.
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

/** Returns the last lines of a server's log, for the error message. */
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

/**
 * Returns a command prefix that requests a signal when the parent dies: `setpriv` of util-linux, which macOS and
 * busybox lack.
 */
function dieWithLauncher(signal: NodeJS.Signals): string[] {
  const prefix = ['setpriv', '--pdeathsig', signal.replace('SIG', ''), '--'];
  setprivWorks ??=
    process.platform === 'linux' && spawnSync(prefix[0] as string, [...prefix.slice(1), 'true']).status === 0;
  return setprivWorks ? prefix : [];
}
