import type { z } from 'zod';
import { InvalidParameter } from '../../domain/errors.ts';

/** Encodes a position in a list, opaque to the caller: the sort key of the last row that was returned. */
export const encodeCursor = (place: unknown): string =>
  Buffer.from(JSON.stringify(place)).toString('base64url');

/** Decodes a cursor. @throws InvalidParameter when it is not one of ours */
export function decodeCursor<S extends z.ZodType>(
  schema: S,
  cursor: string | undefined,
): z.output<S> | undefined {
  if (cursor === undefined) return undefined;
  try {
    return schema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
  } catch {
    throw new InvalidParameter('The cursor is not one of this list.');
  }
}

/** Cuts a page that has one row too many, and returns the cursor of the next page. */
export function toPage<T>(
  rows: T[],
  limit: number,
  placeOf: (row: T) => unknown,
): { page: T[]; nextCursor?: string } {
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return rows.length > limit && last !== undefined
    ? { page, nextCursor: encodeCursor(placeOf(last)) }
    : { page };
}
