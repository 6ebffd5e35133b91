import { readdirSync, readFileSync } from 'node:fs';
import { cpus } from 'node:os';

/** Of Linux, on every machine that Node runs on. */
const TICKS_PER_SECOND = 100;

/** Milliseconds of processor time that a process has taken. */
export function processorMs(pid: number): number {
  const fields = statOf(pid).fields;
  return ((Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND) * 1000;
}

/** The same of a process and of all that it has started: a PostgreSQL, with the sessions that have ended. */
export function processorMsOfTree(pid: number): number {
  const { fields } = statOf(pid);
  const ended = ((Number(fields[13]) + Number(fields[14])) / TICKS_PER_SECOND) * 1000;
  return processorMs(pid) + ended + childrenOf(pid).reduce((sum, child) => sum + msOfChild(child), 0);
}

/** A process that has exited is counted with its parent the next time. */
function msOfChild(pid: number): number {
  try {
    return processorMs(pid);
  } catch {
    return 0;
  }
}

function childrenOf(parent: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        return Number(statOf(pid).fields[1]) === parent;
      } catch {
        return false;
      }
    });
}

/** What stands behind the name, which may hold anything. */
function statOf(pid: number): { fields: string[] } {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return { fields: text.slice(text.lastIndexOf(')') + 2).split(' ') };
}

/** How many cores were at work, of all, from now until it is asked. */
export function watchCores(): () => number {
  const busy = (): { busy: number; all: number } =>
    cpus().reduce(
      (sum, { times }) => {
        const all = Object.values(times).reduce((total, time) => total + time, 0);
        return { busy: sum.busy + all - times.idle, all: sum.all + all };
      },
      { busy: 0, all: 0 },
    );
  const before = busy();
  return () => {
    const now = busy();
    return ((now.busy - before.busy) / (now.all - before.all)) * cpus().length;
  };
}
