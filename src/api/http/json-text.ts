import { ValidationFailed, type FieldError } from '../../domain/errors.ts';
import { MalformedRequest } from './protocol-errors.ts';

const MAX_DEPTH = 32;
const MAX_KEYS = 1000;
const MAX_VALUES = 10_000;

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Control characters except tab and newline affect terminals and lists. A lone surrogate is not a character.
 * Bidirectional overrides make a text look like another one.
 */
const FORBIDDEN_CHARACTERS = /(?![\t\n])\p{Control}|[\u202A-\u202E\u2066-\u2069]|\p{Surrogate}/u;

/** Stacked combining marks cover the lines above and below. No writing system needs more on one letter. */
const TOO_MANY_MARKS = /\p{Mark}{5}/u;

export interface JsonTextOptions {
  maxKeys?: number;
  /** Collects errors; by default the first one is thrown. */
  refuse?: (error: FieldError) => void;
}

/**
 * Parses JSON strictly: valid UTF-8, bounded depth and number of keys, no duplicate keys, no prototype keys, and text
 * in NFC without deceptive characters.
 * @throws MalformedRequest, ValidationFailed
 */
export function parseJson(
  bytes: Uint8Array,
  { maxKeys = MAX_KEYS, refuse = throwRefusal }: JsonTextOptions = {},
): unknown {
  const text = decode(bytes);
  const value = parse(text);
  const budget = { keys: 0, values: 0, maxKeys };
  const normalised = normalise(value, { pointer: '', depth: 1, budget, refuse });
  // Each member has one colon outside of strings; a duplicate key leaves one colon more than keys.
  if (countMembers(text) !== budget.keys) throw new MalformedRequest('The JSON names a key twice.');
  return normalised;
}

function decode(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw new MalformedRequest('The body is not valid UTF-8.');
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new MalformedRequest('The body is not valid JSON.');
  }
}

interface Place {
  pointer: string;
  depth: number;
  budget: { keys: number; values: number; maxKeys: number };
  refuse: (error: FieldError) => void;
}

function normalise(value: unknown, place: Place): unknown {
  if (++place.budget.values > MAX_VALUES)
    throw new MalformedRequest(`The JSON has more than ${MAX_VALUES} values.`);
  if (typeof value === 'string') return normaliseText(value, place);
  if (typeof value !== 'object' || value === null) return value;
  if (place.depth > MAX_DEPTH)
    throw new MalformedRequest(`The JSON is nested deeper than ${MAX_DEPTH} levels.`);
  const inner = (name: string | number): Place => ({
    ...place,
    pointer: `${place.pointer}/${pointerPart(name)}`,
    depth: place.depth + 1,
  });
  if (Array.isArray(value)) return value.map((item, index) => normalise(item, inner(index)));
  for (const key of Object.keys(value)) {
    if (++place.budget.keys > place.budget.maxKeys)
      throw new MalformedRequest(`The JSON has more than ${place.budget.maxKeys} keys.`);
    if (key === '__proto__') {
      const { pointer } = place;
      place.refuse({ pointer, code: 'unknown-field', detail: 'is not a field of this object' });
      continue;
    }
    const object = value as Record<string, unknown>;
    object[key] = normalise(object[key], inner(key));
  }
  return value;
}

function normaliseText(text: string, { pointer, refuse }: Place): string {
  if (FORBIDDEN_CHARACTERS.test(text)) {
    const detail = 'has a control character, a lone surrogate or a bidirectional override';
    refuse({ pointer, code: 'forbidden-character', detail });
  }
  const normalised = text.normalize('NFC');
  if (TOO_MANY_MARKS.test(normalised)) {
    const detail = 'has more than four combining marks in a row';
    refuse({ pointer, code: 'forbidden-character', detail });
  }
  return normalised;
}

function throwRefusal(error: FieldError): never {
  throw new ValidationFailed([error]);
}

/** Returns a part of an RFC 6901 pointer. Unknown names are left out: no raw input is repeated. */
export const pointerPart = (name: PropertyKey): string =>
  /^[A-Za-z0-9_-]{1,64}$/.test(String(name)) ? String(name) : '?';

function countMembers(text: string): number {
  let members = 0;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (inString) {
      if (code === 0x5c) i++;
      else if (code === 0x22) inString = false;
    } else if (code === 0x22) inString = true;
    else if (code === 0x3a) members++;
  }
  return members;
}
