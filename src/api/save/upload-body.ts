import type { Context } from 'hono';
import { ValidationFailed } from '../../domain/errors.ts';
import { readBody } from '../http/body.ts';
import { ContentTooLarge, MalformedRequest, UnsupportedMediaType } from '../http/protocol-errors.ts';

const FILE_LIMIT_BYTES = 16 * 1024 * 1024;
/** Overhead of a form around its file. */
const FORM_BYTES = 64 * 1024;

/** Accepted media types. A file's first bytes decide its format, not its label. */
export const FILE_TYPES = [
  'application/gpx+xml',
  'application/vnd.garmin.tcx+xml',
  'application/vnd.ant.fit',
  'application/octet-stream',
  'application/gzip',
  'application/x-gzip',
] as const;

/**
 * Reads the one file of a request: the body itself, or the only file of a form.
 * @throws UnsupportedMediaType, ContentTooLarge, RequestTimeout, MalformedRequest, ValidationFailed
 */
export async function readFile(c: Context): Promise<Uint8Array> {
  const contentType = c.req.header('Content-Type') ?? '';
  const mediaType = contentType.split(';')[0]!.trim().toLowerCase();
  // A gzip body is stored like a .gz file; it is inflated under limits when it is read.
  requireKnownEncoding(c.req.header('Content-Encoding'));
  const file =
    mediaType === 'multipart/form-data' ? await readForm(c, contentType) : await readPlain(c, mediaType);
  if (file.byteLength === 0) throw refused('is empty');
  return file;
}

async function readPlain(c: Context, mediaType: string): Promise<Uint8Array> {
  if (!FILE_TYPES.some((type) => type === mediaType)) {
    throw new UnsupportedMediaType(`A file comes as ${FILE_TYPES.join(', ')} or multipart/form-data.`);
  }
  return readBody(c.req.raw, { limitBytes: FILE_LIMIT_BYTES });
}

async function readForm(c: Context, contentType: string): Promise<Uint8Array> {
  const body = await readBody(c.req.raw, { limitBytes: FILE_LIMIT_BYTES + FORM_BYTES });
  const files = (await parseForm(body, contentType)).filter((value) => typeof value !== 'string');
  const [file] = files;
  if (!file || files.length > 1) throw refused('must be one file');
  if (file.size > FILE_LIMIT_BYTES) throw new ContentTooLarge(FILE_LIMIT_BYTES);
  return new Uint8Array(await file.arrayBuffer());
}

async function parseForm(body: Uint8Array, contentType: string) {
  try {
    const form = await new Response(body, { headers: { 'Content-Type': contentType } }).formData();
    return [...form.values()];
  } catch {
    throw new MalformedRequest('The form cannot be read.');
  }
}

function requireKnownEncoding(encoding = 'identity'): void {
  if (!['identity', 'gzip'].includes(encoding.trim().toLowerCase())) {
    throw new UnsupportedMediaType('Only gzip is taken as Content-Encoding of a file.');
  }
}

const refused = (detail: string): ValidationFailed =>
  new ValidationFailed([{ pointer: '/file', code: 'invalid-value', detail }]);
