import { appendFileSync } from 'node:fs';
import { startReadyNodeProcess, type RunningNodeProcess } from '../../../src/embedded/node-process.ts';
import { describeExit, type ProcessExit } from '../../../src/embedded/process-exit.ts';
import { identify, type ProcessIdentity } from '../../../src/embedded/process-identity.ts';
import { patience } from './machine.ts';
import type { Findings } from './findings.ts';

/** An API or a worker: a process of ours, to be killed and started again. */
export interface Program {
  pid(): number;
  /** Kills it by force, and waits until it is gone. */
  kill(): Promise<void>;
  /** Asks it to end in good order. */
  terminate(): Promise<ProcessExit>;
  start(): Promise<void>;
  isUp(): boolean;
  /** All processes that it ever was. */
  identities(): readonly ProcessIdentity[];
}

interface ProgramOptions {
  name: string;
  main: URL;
  env: NodeJS.ProcessEnv;
  logFile: string;
  /** False: the scenario starts it. */
  isStarted?: boolean;
  findings: Findings;
}

/** What Node and the SDKs print when nobody caught something. */
const UNCAUGHT = /unhandled|uncaught|MaxListenersExceeded|\(node:\d+\) (?!\[DEP)\w*Warning/i;
const PATIENCE_MS = 120_000;
const PATIENCE_TO_END_MS = 30_000;

/** An end that nobody asked for is a finding, and is mended as a supervisor would: it is started again. */
export async function startProgram(options: ProgramOptions): Promise<Program> {
  const { name, main, env, logFile, isStarted = true, findings } = options;
  const identities: ProcessIdentity[] = [];
  let current: RunningNodeProcess | undefined;
  let wanted = false;

  const hear = (line: string): void => {
    appendFileSync(logFile, `${line}\n`);
    if (UNCAUGHT.test(line)) findings.add('processes', `${name} printed: ${line.slice(0, 300)}`);
  };
  const start = async (): Promise<void> => {
    wanted = true;
    const running = await startReadyNodeProcess({
      name,
      program: main,
      env,
      forward: hear,
      graceMs: 30_000,
      log: hear,
      patienceMs: PATIENCE_MS,
    });
    current = running;
    identities.push(identify(running.pid));
    void restartUnlessWanted(running);
  };

  const restartUnlessWanted = async (running: RunningNodeProcess): Promise<void> => {
    const exit = await running.exited;
    if (!wanted || current !== running) return;
    findings.add('processes', `${name} ${describeExit(exit)} though nobody asked it to (see ${logFile})`);
    await start().catch((error: unknown) => findings.add('processes', `${name}: ${String(error)}`));
  };

  const end = async (signal: NodeJS.Signals): Promise<ProcessExit> => {
    const running = current!;
    wanted = false;
    process.kill(running.pid, signal);
    const timer = setTimeout(() => {
      findings.add('processes', `${name} did not end in ${PATIENCE_TO_END_MS / 1000} s after ${signal}`);
      running.kill();
    }, patience(PATIENCE_TO_END_MS));
    const exit = await running.exited;
    clearTimeout(timer);
    current = undefined;
    return exit;
  };
  if (isStarted) await start();
  return {
    pid: () => current!.pid,
    isUp: () => current !== undefined,
    identities: () => identities,
    start,
    kill: async () => void (await end('SIGKILL')),
    terminate: () => end('SIGTERM'),
  };
}
