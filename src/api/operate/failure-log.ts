import { describeFailure } from '../../db/failure.ts';

/**
 * Returns what may be logged of an internal error: its type and stack. PostgreSQL's messages are left out, since they
 * quote the values of the statement; stack frames do not.
 */
export function toLoggable(error: unknown): { failure: string; message?: string; frames: string[] } {
  const failure = describeFailure(error);
  if (!(error instanceof Error)) return { failure, frames: [] };
  const frames = (error.stack ?? '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line.startsWith('at '));
  return 'severity' in error ? { failure, frames } : { failure, message: error.message, frames };
}
