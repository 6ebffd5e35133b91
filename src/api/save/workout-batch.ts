import type { Context } from 'hono';
import type { z } from 'zod';
import { ValidationFailed, type FieldError } from '../../domain/errors.ts';
import { toFieldErrors } from '../http/field-errors.ts';
import { checkJson, readJsonValue } from '../http/json-entry.ts';
import { batchEnvelope, batchItem } from '../schemas/workout-batch.ts';

export type BatchItem = z.output<typeof batchItem>;

/** Enough for 200 workouts with all fields, and some unknown ones. */
const MAX_KEYS = 6000;

/**
 * Reads a batch. An invalid item does not fail the others; its pointers refer to the whole body.
 * @throws MalformedRequest and the other errors of a JSON body, ValidationFailed (the list itself)
 */
export async function readBatch(c: Context): Promise<(BatchItem | ValidationFailed)[]> {
  const refused: FieldError[] = [];
  const value = await readJsonValue(c, { maxKeys: MAX_KEYS, refuse: (error) => void refused.push(error) });
  const { workouts } = checkJson(batchEnvelope, value);
  return workouts.map((item, index) => {
    const pointer = `/workouts/${index}`;
    const parsed = batchItem.safeParse(item);
    const errors = [
      ...refused.filter((error) => error.pointer === pointer || error.pointer.startsWith(`${pointer}/`)),
      ...(parsed.error ? toFieldErrors(parsed.error, item) : []).map((error) => ({
        ...error,
        pointer: pointer + error.pointer,
      })),
    ];
    return parsed.success && errors.length === 0 ? parsed.data : new ValidationFailed(errors);
  });
}
