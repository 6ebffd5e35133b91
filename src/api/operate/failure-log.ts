import { describeFailure } from '../../db/failure.ts';

/**
 * An error of ours as a log may have it: what it was and where. PostgreSQL's own words stay out, since they quote the
 * values of the statement; the frames of the stack do not.
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
