import { onTestFinished } from 'vitest';
import { findFreePort } from '../../src/embedded/ports.ts';
import { startNodeProcess, type RunningNodeProcess } from '../../src/embedded/node-process.ts';

interface ProgramUnderTest extends RunningNodeProcess {
  /** What it has printed so far. */
  output(): string;
}

/** Starts one of our programs as a process of its own, as the launcher does; it does not outlive the test. */
export async function startProgramUnderTest(
  program: 'api' | 'worker',
  env: Record<string, string>,
): Promise<ProgramUnderTest> {
  const lines: string[] = [];
  const running = await startNodeProcess({
    program: new URL(`../../src/${program}/main.ts`, import.meta.url),
    env: { ...process.env, LOG_LEVEL: 'info', ...env },
    forward: (line) => lines.push(line),
    graceMs: 1000,
  });
  onTestFinished(() => running.kill());
  return { ...running, output: () => lines.join('\n') };
}

export const freePort = async (): Promise<string> => String(await findFreePort());
