import type { WorkoutSubmission } from '../../domain/workout.ts';
import { checkJson } from '../http/json-entry.ts';
import { parseJson } from '../http/json-text.ts';
import { ContentTooLarge } from '../http/protocol-errors.ts';
import { workoutSubmission } from '../schemas/workout.ts';
import { refusalOf, type Entry } from './entry.ts';
import { splitLines } from './lines.ts';

/** The limit for the body of a single save. */
const LINE_LIMIT_BYTES = 1024 * 1024;
/** Memory of a parsed submission. */
const SUBMISSION_BYTES = 1024;

/** Reads the lines of an NDJSON body and validates each like the body of a single save. Skips empty lines. */
export async function* readWorkoutLines(
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<Entry<WorkoutSubmission>> {
  for await (const { line, bytes } of splitLines(chunks, { limitBytes: LINE_LIMIT_BYTES })) {
    if (bytes && isBlank(bytes)) continue;
    yield { entry: line, bytes: SUBMISSION_BYTES, ...validate(bytes) };
  }
}

function validate(bytes: Uint8Array | null): Pick<Entry<WorkoutSubmission>, 'content' | 'problem'> {
  try {
    if (!bytes) throw new ContentTooLarge(LINE_LIMIT_BYTES);
    return { content: checkJson(workoutSubmission, parseJson(bytes)) };
  } catch (error) {
    return { problem: refusalOf(error) };
  }
}

/** JSON's white space: a Windows line ending leaves a CR. */
const isBlank = (bytes: Uint8Array): boolean =>
  bytes.every((byte) => byte === 0x20 || byte === 0x0d || byte === 0x09);
