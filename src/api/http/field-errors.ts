import type { z } from 'zod';
import type { FieldError } from '../../domain/errors.ts';
import { pointerPart } from './json-text.ts';

type Issue = z.core.$ZodIssue;

/** Returns each invalid field as the contract shows it. Messages never repeat the input. */
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
  if (issue.code === 'invalid_union') {
    // A model or null: the errors of the model say more than "is not null".
    return issue.errors[0]!.flatMap((inner) =>
      fieldErrorsOf({ ...inner, path: [...issue.path, ...inner.path] }, input),
    );
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
        detail: `${verbOf(issue)} ${issue.inclusive ? 'at least' : 'more than'} ${issue.minimum}${unitOf(issue)}`,
      };
    case 'too_big':
      return {
        code: 'too-big',
        detail: `${verbOf(issue)} ${issue.inclusive ? 'at most' : 'less than'} ${issue.maximum}${unitOf(issue)}`,
      };
    case 'invalid_value':
      return { code: 'invalid-value', detail: `must be one of ${issue.values.map(String).join(', ')}` };
    case 'custom':
      return { code: String(issue.params?.['code'] ?? 'invalid-value'), detail: issue.message };
    default:
      return { code: 'invalid-format', detail: issue.message };
  }
}

const isOfText = ({ origin }: { origin: string }): boolean => origin === 'string';
const verbOf = (issue: { origin: string }): string => (isOfText(issue) ? 'must have' : 'must be');
const unitOf = (issue: { origin: string }): string => (isOfText(issue) ? ' characters' : '');

const nameOf = (type: string): string => (/^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`);

const valueAt = (input: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (value, part) =>
      typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[part] : undefined,
    input,
  );
