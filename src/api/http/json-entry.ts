import type { Context } from 'hono';
import type { z } from 'zod';
import { ValidationFailed } from '../../domain/errors.ts';
import { readBody } from './body.ts';
import { toFieldErrors } from './field-errors.ts';
import { parseJson, type JsonTextOptions } from './json-text.ts';
import { MalformedRequest, UnsupportedMediaType } from './protocol-errors.ts';

const JSON_LIMIT_BYTES = 1024 * 1024;

interface JsonEntryOptions<S extends z.ZodType> {
  schema: S;
  /** Media types that are accepted besides application/json. */
  alsoAs?: string;
  /** The value of an absent body; without it, an absent body is refused. */
  whenAbsent?: z.input<S>;
}

/**
 * Reads every JSON body: checks type, encoding, size and text before the schema sees a value.
 * @throws UnsupportedMediaType, ContentTooLarge, RequestTimeout, MalformedRequest, ValidationFailed
 */
export async function readJson<S extends z.ZodType>(
  c: Context,
  { schema, alsoAs, whenAbsent }: JsonEntryOptions<S>,
): Promise<z.output<S>> {
  const value = await readJsonValue(c, { alsoAs, optional: whenAbsent !== undefined });
  return checkJson(schema, value === undefined ? whenAbsent : value);
}

/** Returns the value as it was sent, to validate it after a merge. */
export async function readJsonValue(
  c: Context,
  {
    alsoAs,
    optional = false,
    ...text
  }: JsonTextOptions & { alsoAs?: string | undefined; optional?: boolean } = {},
): Promise<unknown> {
  const type = c.req.header('Content-Type');
  requireIdentityEncoding(c);
  if (type !== undefined) requireJsonType(type, alsoAs);
  const bytes = await readBody(c.req.raw, { limitBytes: JSON_LIMIT_BYTES });
  if (bytes.byteLength === 0 && optional) return undefined;
  if (bytes.byteLength === 0) throw new MalformedRequest('A JSON body is needed.');
  if (type === undefined) throw new UnsupportedMediaType('The body needs Content-Type: application/json.');
  return parseJson(bytes, text);
}

/** Validates a value. @throws ValidationFailed */
export function checkJson<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw new ValidationFailed(toFieldErrors(parsed.error, value));
  return parsed.data;
}

function requireJsonType(contentType: string, alsoAs: string | undefined): void {
  const [mediaType, ...parameters] = contentType.split(';').map((part) => part.trim().toLowerCase());
  if (mediaType !== 'application/json' && mediaType !== alsoAs) {
    throw new UnsupportedMediaType(
      `Only ${['application/json', alsoAs].filter(Boolean).join(' or ')} is read here.`,
    );
  }
  const charset = parameters.find((parameter) => parameter.startsWith('charset='));
  if (charset && !/^charset="?utf-8"?$/.test(charset))
    throw new UnsupportedMediaType('JSON is read as UTF-8 only.');
}

export function requireIdentityEncoding(c: Context): void {
  const encoding = c.req.header('Content-Encoding')?.trim().toLowerCase();
  if (encoding && encoding !== 'identity')
    throw new UnsupportedMediaType('Content-Encoding is not read here.');
}
