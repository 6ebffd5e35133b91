import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { SEARCH_ATTRIBUTES } from '../../domain/workflow-ids.ts';
import { requireFreePort } from '../ports.ts';
import { forgetProcess, recordProcess, stopRecordedProcess } from '../process-record.ts';
import { readLogTail, startServerProcess, untilReady, type RunningProcess } from '../server-process.ts';
import { openTemporalDatabase, setAsideTemporalDatabase } from './database.ts';
import type { TemporalBinary } from './finder.ts';
import { isTemporalServing } from './probe.ts';

export interface TemporalOptions {
  binary: TemporalBinary;
  dataDir: string;
  port: number;
  uiPort: number;
  log?: (line: string) => void;
  signal?: AbortSignal;
}

export interface RunningTemporal extends RunningProcess {
  address: string;
  uiUrl: string;
}

const STOP_SIGNALS = [{ signal: 'SIGTERM', graceMs: 3_000 }] as const;

const READY_TIMEOUT_MS = 60_000;

/** Its random internal ports may be in use, so a file that was healthy before gets a second attempt. */
const ATTEMPTS_ON_THE_SAME_FILE = 2;

/** Starts the Temporal dev server with its UI, on a file in the data folder. */
export async function startTemporal(options: TemporalOptions): Promise<RunningTemporal> {
  const { dataDir, log = () => {} } = options;
  if (await stopOrphanedTemporal(dataDir)) log('Stopped the Temporal server of an earlier start.');
  for (let attempt = 1; attempt <= ATTEMPTS_ON_THE_SAME_FILE; attempt += 1) {
    const running = await attemptStart(options);
    if (running) return running;
  }
  log(
    'Temporal could not be started with its database; creating a new one. Unfinished workouts will be started again.',
  );
  setAsideTemporalDatabase(folderOf(dataDir));
  const running = await attemptStart(options);
  if (running) return running;
  const logFile = logFileOf(dataDir);
  throw new Error(
    `Temporal did not start on port ${options.port} (its log is ${logFile}): ${readLogTail(logFile)}`,
  );
}

/** Stops the dev server of a launcher that was killed: two servers on one file would destroy it. */
export async function stopOrphanedTemporal(dataDir: string): Promise<boolean> {
  return stopRecordedProcess(recordOf(dataDir), STOP_SIGNALS);
}

async function attemptStart(options: TemporalOptions): Promise<RunningTemporal | undefined> {
  const { binary, dataDir, port, uiPort, signal } = options;
  await requireFreePort(port, 'Temporal');
  const database = openTemporalDatabase(folderOf(dataDir), binary.version);
  const running = await startServerProcess({
    command: binary.file,
    args: argumentsFor(options, database.file),
    logFile: logFileOf(dataDir),
    stopSignals: STOP_SIGNALS,
  });
  recordProcess(recordOf(dataDir), running.pid);
  const address = `127.0.0.1:${port}`;
  if (!(await untilReady(running, signal, () => waitUntilServing(running, address)))) {
    await running.stop();
    signal?.throwIfAborted();
    return undefined;
  }
  database.markHealthy();
  const stop = async (): Promise<void> => {
    await running.stop();
    forgetProcess(recordOf(dataDir));
  };
  return { ...running, stop, address, uiUrl: `http://127.0.0.1:${uiPort}` };
}

function argumentsFor({ port, uiPort }: TemporalOptions, file: string): string[] {
  const dynamicConfig = {
    // The largest delay of a server timer. The default of a second would show in each retry and each sleep.
    'history.timerProcessorMaxTimeShift': '"10ms"',
    // Delay until a closed execution can be deleted, such as one of an erased athlete. Default: 30 s.
    'history.transferProcessorUpdateAckInterval': '"1s"',
    // A worker gets the activities of a workflow task in the response to it, without a poll: 0.4 × the CPU per
    // execution.
    'system.enableActivityEagerExecution': 'true',
    // The largest pause before a failed workflow task is retried. With the default of 10 min, executions would stay open
    // long after a worker that can continue them is there.
    'history.workflowTaskRetryMaxInterval': '"10s"',
    'frontend.enableServerVersionCheck': 'false',
  };
  // Commits are appended to one file and flushed at checkpoints. A power cut may undo the last ones, but never
  // corrupts it.
  const pragmas = { journal_mode: 'wal', synchronous: 'normal' };
  const options = { ip: '127.0.0.1', port, 'ui-port': uiPort, 'db-filename': file, 'log-level': 'error' };
  return [
    'server',
    'start-dev',
    ...Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]),
    ...Object.entries(pragmas).flatMap(([name, value]) => ['--sqlite-pragma', `${name}=${value}`]),
    ...Object.entries(dynamicConfig).flatMap(([key, value]) => ['--dynamic-config-value', `${key}=${value}`]),
    // Executions can be started before the first worker ensures them.
    ...Object.values(SEARCH_ATTRIBUTES).flatMap((name) => ['--search-attribute', `${name}=Keyword`]),
  ];
}

/** Waits until our own process serves. A response on the port may come from another server. */
async function waitUntilServing(running: RunningProcess, address: string): Promise<boolean> {
  let exited = false;
  void running.exited.then(() => (exited = true));
  const deadline = performance.now() + READY_TIMEOUT_MS;
  while (!exited && performance.now() < deadline) {
    if (await isTemporalServing(address)) return !exited;
    await Promise.race([delay(50), running.exited]);
  }
  return false;
}

const folderOf = (dataDir: string): string => path.join(dataDir, 'temporal');
const recordOf = (dataDir: string): string => path.join(folderOf(dataDir), 'process.json');
const logFileOf = (dataDir: string): string => path.join(dataDir, 'logs', 'temporal.log');
