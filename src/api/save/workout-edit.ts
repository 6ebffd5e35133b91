import type { Context } from 'hono';
import type { Edit } from '../../db/accept/revisions.ts';
import { ValidationFailed } from '../../domain/errors.ts';
import { checkJson, readJsonValue } from '../http/json-entry.ts';
import { fingerprintOf } from '../http/preconditions.ts';
import { workoutFacts } from '../schemas/workout.ts';

export const MERGE_PATCH = 'application/merge-patch+json';

/**
 * Reads an edit (RFC 7396): null removes a field, and an absent field stays. The fields are validated after the merge.
 * @throws ValidationFailed
 */
export async function readEdit(
  c: Context,
  workoutId: string,
): Promise<Pick<Edit, 'change' | 'clearDuplicateOf' | 'fingerprint'>> {
  const value = await readJsonValue(c, { alsoAs: MERGE_PATCH });
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ValidationFailed([{ pointer: '', code: 'invalid-type', detail: 'must be an object' }]);
  }
  const { duplicateOf, ...fields } = value as Record<string, unknown>;
  if (duplicateOf !== undefined && duplicateOf !== null) {
    throw new ValidationFailed([
      { pointer: '/duplicateOf', code: 'invalid-value', detail: 'can only be null' },
    ]);
  }
  return {
    change: (facts) => checkJson(workoutFacts, merge({ ...facts }, fields)),
    clearDuplicateOf: duplicateOf === null,
    fingerprint: fingerprintOf('edit', workoutId, value),
  };
}

/** Merges flat facts (RFC 7396): a nested object is not a fact, and the schema refuses it. */
function merge(target: Record<string, unknown>, fields: Record<string, unknown>): Record<string, unknown> {
  for (const [name, value] of Object.entries(fields)) {
    if (value === null) delete target[name];
    else target[name] = value;
  }
  return target;
}
