import type { FileLabels } from '../../domain/recording.ts';
import { DomainError } from '../../domain/errors.ts';
import { extensionsOf } from '../http/problem.ts';
import { PROBLEMS } from '../http/problem-types.ts';

/** One line or file of an import: what it holds, or why it is refused. */
export interface Entry<T> {
  /** The line, or the file's place in the zip. */
  entry: number;
  /** A label to find the file by. */
  fileName?: string;
  content?: T;
  /** What an account export says about the file. */
  labels?: FileLabels;
  problem?: object;
  /** What it keeps in memory. */
  bytes: number;
}

/** A line can be wrong in a thousand places; the first ones tell enough. */
const MOST_ERRORS = 20;

/** RFC 9457, for what is no answer to a request of its own. Like every problem it repeats nothing of what was sent. */
export function problemOfEntry(error: DomainError): object {
  const { errors, ...extensions } = extensionsOf(error);
  return {
    type: `/problems/${error.code}`,
    title: PROBLEMS[error.code].title,
    status: PROBLEMS[error.code].status,
    detail: error.message,
    ...extensions,
    ...(errors ? { errors: errors.slice(0, MOST_ERRORS) } : {}),
  };
}

/** @throws what is no refusal */
export function refusalOf(error: unknown): object {
  if (error instanceof DomainError) return problemOfEntry(error);
  throw error;
}
