import { findFreePort } from '../../src/embedded/ports.ts';
import type { Contender } from '../contenders/contender.ts';
import { startProgram, type RunningProgram } from './programs.ts';
import type { Stage, Turn, TurnOptions } from './stage.ts';

export interface RunningContender extends Turn {
  contender: Contender;
  url: string;
  producer: RunningProgram;
  /** Starts consumer processes. Resolves when each reports that it works. */
  startConsumers: (count: number) => Promise<RunningProgram[]>;
}

/**
 * Returns the rounds in rotation, so that a slow minute of the machine affects all contenders. Contenders of a goal
 * have several, others one.
 */
export function rotate<T extends { contender: Contender }>(
  trials: readonly T[],
  { repeats, compared }: { repeats: number; compared: readonly string[] },
): T[] {
  return Array.from({ length: repeats }, (_, turn) =>
    trials.filter(({ contender }) => turn === 0 || compared.includes(contender.name)),
  ).flat();
}

/** Starts a contender on empty tables or a template, calls back, and always stops everything. */
export async function withContender<T>(
  stage: Stage,
  contender: Contender,
  measure: (running: RunningContender) => Promise<T>,
  options?: TurnOptions,
): Promise<T> {
  const turn = await stage.open(contender.server, options);
  const programs: RunningProgram[] = [];
  try {
    const port = await findFreePort();
    const producer = await startProgram(contender.producer(turn.connections, port));
    programs.push(producer);
    return await measure({
      ...turn,
      contender,
      url: `http://127.0.0.1:${port}`,
      producer,
      async startConsumers(count) {
        const started = await Promise.all(
          Array.from({ length: count }, () => startProgram(contender.consumer!(turn.connections))),
        );
        programs.push(...started);
        return started;
      },
    });
  } finally {
    for (const program of programs.toReversed()) await program.stop();
    await turn.end();
  }
}
