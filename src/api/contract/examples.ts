import { readFileSync } from 'node:fs';
import type { ErrorCode } from '../../domain/errors.ts';

/** The recorded request and responses of one operation. */
export interface OperationExamples {
  /** By the parameter's name. */
  parameters: Record<string, string>;
  /** By media type; a body that is not JSON is a string. */
  request: Record<string, unknown>;
  /** By status, then by media type. */
  responses: Record<string, Record<string, unknown>>;
}

export interface Examples {
  /** By operationId. */
  operations: Record<string, OperationExamples>;
  problems: Partial<Record<ErrorCode, object>>;
  /** By type. */
  events: Record<string, object>;
}

/**
 * Requests and responses of a real run. test/contract/examples.test.ts records them, and compares them with each new
 * run.
 */
export const EXAMPLES = JSON.parse(
  readFileSync(new URL('examples.json', import.meta.url), 'utf8'),
) as Examples;
