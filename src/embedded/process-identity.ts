import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Ticks per second in /proc: USER_HZ, 100 on every Linux platform Node runs on. */
const TICKS_PER_SECOND = 100;

/** The boot time in /proc moves by a second when the clock is corrected. */
const TOLERANCE_MS = 5_000;

/**
 * A pid alone proves nothing: it may have been given to another process since. A pid together with
 * the moment its process started does.
 */
export interface ProcessIdentity {
  pid: number;
  startedAtMs: number;
}

/** When this process started, or undefined when it is gone. A zombie is gone: it holds no port and no file. */
export function findStartTime(pid: number): number | undefined {
  return process.platform === 'linux' ? startTimeFromProc(pid) : startTimeFromPs(pid);
}

export function identify(pid: number): ProcessIdentity {
  return { pid, startedAtMs: findStartTime(pid) ?? Date.now() };
}

/** Whether the very process that was identified is still running. */
export function isRunning({ pid, startedAtMs }: ProcessIdentity): boolean {
  const actual = findStartTime(pid);
  return actual !== undefined && Math.abs(actual - startedAtMs) <= TOLERANCE_MS;
}

function startTimeFromProc(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The command's name stands in parentheses and may hold spaces: count the fields behind it.
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
