import type { FileLabels } from '../../domain/recording.ts';
import { DomainError } from '../../domain/errors.ts';
import { problemOf } from '../http/problem.ts';

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
  const { instance: _instance, requestId: _requestId, errors, ...problem } = problemOf(error, '');
  return { ...problem, ...(errors ? { errors: errors.slice(0, MOST_ERRORS) } : {}) };
}

/** Returns the problem of a refusal. @throws any other error */
export function refusalOf(error: unknown): object {
  if (error instanceof DomainError) return problemOfEntry(error);
  throw error;
}
