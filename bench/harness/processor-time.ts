import { readdirSync, readFileSync } from 'node:fs';
import { cpus } from 'node:os';

/** USER_HZ of Linux, on every machine that Node runs on. */
const TICKS_PER_SECOND = 100;

/** Returns the processor time of a process in milliseconds. */
export function processorMs(pid: number): number {
  const fields = statOf(pid).fields;
  return ((Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND) * 1000;
}

/** Returns the processor time of a process and all its children, such as PostgreSQL with ended sessions. */
export function processorMsOfTree(pid: number): number {
  const { fields } = statOf(pid);
  const ended = ((Number(fields[13]) + Number(fields[14])) / TICKS_PER_SECOND) * 1000;
  return processorMs(pid) + ended + childrenOf(pid).reduce((sum, child) => sum + msOfChild(child), 0);
}

/** An exited process is counted with its parent the next time. */
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

/** Reads the fields after the name, which may contain any character. */
function statOf(pid: number): { fields: string[] } {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return { fields: text.slice(text.lastIndexOf(')') + 2).split(' ') };
}

/** Returns a function that returns the mean number of busy cores since this call. */
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
