import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Ticks per second in /proc: USER_HZ, 100 on every Linux platform Node runs on. */
const TICKS_PER_SECOND = 100;

/** The boot time in /proc moves by a second when the clock is corrected. */
const TOLERANCE_MS = 5_000;

/** A pid with the start time of its process. A pid alone may have been reused. */
export interface ProcessIdentity {
  pid: number;
  startedAtMs: number;
}

/**
 * Returns when this process started; undefined if it has exited. A zombie counts as exited: it holds no port or file.
 */
export function findStartTime(pid: number): number | undefined {
  return process.platform === 'linux' ? startTimeFromProc(pid) : startTimeFromPs(pid);
}

export function identify(pid: number): ProcessIdentity {
  return { pid, startedAtMs: findStartTime(pid) ?? Date.now() };
}

/** Returns whether the identified process is still running. */
export function isRunning({ pid, startedAtMs }: ProcessIdentity): boolean {
  const actual = findStartTime(pid);
  return actual !== undefined && Math.abs(actual - startedAtMs) <= TOLERANCE_MS;
}

function startTimeFromProc(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The command's name is in parentheses and may contain spaces: count the fields after it.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state, ticks] = [fields[0], Number(fields[19])];
    if (state === 'Z' || state === 'X') return undefined;
    const boot = /^btime (\d+)$/m.exec(readFileSync('/proc/stat', 'utf8'))?.[1];
    return (Number(boot) + ticks / TICKS_PER_SECOND) * 1000;
  } catch {
    return undefined;
  }
}

function startTimeFromPs(pid: number): number | undefined {
  const ps = spawnSync('ps', ['-o', 'state=,lstart=', '-p', String(pid)], { encoding: 'utf8' });
  const [, state, started] = /^\s*(\S+)\s+(.+)$/m.exec(ps.stdout ?? '') ?? [];
  if (!started || state?.startsWith('Z')) return undefined;
  return Date.parse(started);
}
