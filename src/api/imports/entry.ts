import type { FileLabels } from '../../domain/recording.ts';
import { DomainError } from '../../domain/errors.ts';
import { extensionsOf } from '../http/problem.ts';
import { PROBLEMS } from '../http/problem-types.ts';

/** One line or file of an import: its content, or why it is refused. */
export interface Entry<T> {
  /** Number of the line, or position of the file in the zip. */
  entry: number;
  /** The file's name, without a path. */
  fileName?: string;
  content?: T;
  /** Labels from an account export. */
  labels?: FileLabels;
  problem?: object;
  /** Memory in bytes. */
  bytes: number;
}

/** A line can have a thousand errors; the first ones are enough. */
const MOST_ERRORS = 20;

/** Returns an RFC 9457 problem of one entry. It repeats nothing of the input but a file's name. */
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

/** Returns the problem of a refusal. @throws any other error */
export function refusalOf(error: unknown): object {
  if (error instanceof DomainError) return problemOfEntry(error);
  throw error;
}
