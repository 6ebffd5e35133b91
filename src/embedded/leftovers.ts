import path from 'node:path';
import { stopOrphanedPostgres } from './postgres/orphan.ts';
import { stopRecordedProcess } from './process-record.ts';
import { stopOrphanedTemporal } from './temporal/temporal.ts';

/** Our programs that the launcher starts. */
export const PROGRAMS = ['api', 'worker'] as const;
export type Program = (typeof PROGRAMS)[number];

export const recordFileOf = (dataDir: string, program: Program): string =>
  path.join(dataDir, 'run', `${program}.json`);

/**
 * Stops processes of a launcher that was killed. On most systems they stop by themselves. This waits for them, then
 * stops the rest. It runs before ports are chosen, because they use ours.
 */
export async function stopLeftovers(dataDir: string, log: (line: string) => void): Promise<void> {
  const stopped = await Promise.all([
    ...PROGRAMS.map((program) =>
      stopRecordedProcess(recordFileOf(dataDir, program), [{ signal: 'SIGTERM', graceMs: 3_000 }]),
    ),
    stopOrphanedTemporal(dataDir),
    stopOrphanedPostgres(dataDir),
  ]);
  if (stopped.some(Boolean)) log('Stopped processes of an earlier start.');
}
