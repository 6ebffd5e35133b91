import type { z } from 'zod';
import type { FieldError } from '../domain/errors.ts';
import { pointerPart } from './json-text.ts';

type Issue = z.core.$ZodIssue;

/** What a schema found, as the contract tells it: a pointer, a code, and a sentence that repeats nothing of the input. */
export const toFieldErrors = (error: z.ZodError, input: unknown): FieldError[] =>
  error.issues.flatMap((issue) => fieldErrorsOf(issue, input));

function fieldErrorsOf(issue: Issue, input: unknown): FieldError[] {
  const pointer = issue.path.map((part) => `/${pointerPart(part)}`).join('');
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      pointer: `${pointer}/${pointerPart(key)}`,
      code: 'unknown-field',
      detail: 'is not a field of this object',
    }));
  }
  return [{ pointer, ...explain(issue, input) }];
}

function explain(issue: Issue, input: unknown): Omit<FieldError, 'pointer'> {
  if (valueAt(input, issue.path) === undefined) return { code: 'required', detail: 'is required' };
  switch (issue.code) {
    case 'invalid_type':
      return { code: 'invalid-type', detail: `must be ${nameOf(issue.expected)}` };
    case 'too_small':
      return {
        code: 'too-small',
        detail: `must be ${issue.inclusive ? 'at least' : 'more than'} ${issue.minimum}`,
      };
    case 'too_big':
      return {
        code: 'too-big',
        detail: `must be ${issue.inclusive ? 'at most' : 'less than'} ${issue.maximum}`,
      };
    case 'invalid_value':
      return { code: 'invalid-value', detail: `must be one of ${issue.values.map(String).join(', ')}` };
    case 'custom':
      return { code: String(issue.params?.['code'] ?? 'invalid-value'), detail: issue.message };
    default:
      return { code: 'invalid-format', detail: 'does not have the form that is needed' };
  }
}

const nameOf = (type: string): string => (/^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`);

const valueAt = (input: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (value, part) =>
      typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[part] : undefined,
    input,
  );
