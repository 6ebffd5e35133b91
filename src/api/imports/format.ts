import type { Context } from 'hono';
import type { ImportFormat } from '../../db/imports/imports.ts';
import { UnsupportedMediaType } from '../http/protocol-errors.ts';

const FORMATS = new Map<string, ImportFormat>([
  ['application/x-ndjson', 'ndjson'],
  ['application/ndjson', 'ndjson'],
  ['application/zip', 'zip'],
  ['application/x-zip-compressed', 'zip'],
]);

/** Returns the format of the body. @throws UnsupportedMediaType */
export function readFormat(c: Context): ImportFormat {
  const mediaType = (c.req.header('Content-Type') ?? '').split(';')[0]!.trim().toLowerCase();
  const format = FORMATS.get(mediaType);
  if (!format) throw new UnsupportedMediaType(`An import comes as ${[...FORMATS.keys()].join(', ')}.`);
  return format;
}
