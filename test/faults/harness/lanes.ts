import path from 'node:path';
import type { Row, RowResult } from './row.ts';
import { runRow } from './run-row.ts';
import { startServers, type Servers } from './servers.ts';

export interface Run {
  folder: string;
  seed: string;
  isQuick: boolean;
  workflowBundlePath: string;
  log: (text: string) => void;
  isRepeat?: boolean;
  /** Everything that was started ends, and no further row begins. */
  signal: AbortSignal;
  finished: (result: RowResult) => void;
}

let started = 0;

/** Runs rows, so many at a time: each lane has a PostgreSQL and a Temporal of its own to break. */
export async function runInLanes(rows: readonly Row[], lanes: number, run: Run): Promise<void> {
  const queue = [...rows];
  await Promise.all(Array.from({ length: Math.min(lanes, rows.length) }, () => runLane(queue, run)));
}

async function runLane(queue: Row[], run: Run): Promise<void> {
  const start = (): Promise<Servers> => startServers(path.join(run.folder, `servers-${++started}`));
  let servers = await start();
  try {
    for (let row = queue.shift(); row && !run.signal.aborted; row = queue.shift()) {
      run.log(`${row.id} …`);
      const result = await runRow(row, { ...run, servers });
      run.finished(result);
      if (result.findings.total() === 0 || queue.length === 0) continue;
      // Whatever it left behind is not the next row's.
      await servers.stop();
      servers = await start();
    }
  } finally {
    await servers.stop();
  }
}
