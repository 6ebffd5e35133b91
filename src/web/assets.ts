import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const FOLDER = fileURLToPath(new URL('assets/', import.meta.url));

const CONTENT_TYPES: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

export interface Asset {
  /** The path it is served at. */
  path: string;
  contentType: string;
  body: string;
}

/**
 * The files of the live page, as they are: what is not a file of a known type there is not served. Read at once, so
 * that no request ever names a path on the disk.
 */
export const readAssets = (): Asset[] =>
  readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).flatMap((name) => {
    const contentType = CONTENT_TYPES[path.extname(name)];
    if (contentType === undefined) return [];
    const body = readFileSync(path.join(FOLDER, name), 'utf8');
    return [{ path: `/assets/${name.split(path.sep).join('/')}`, contentType, body }];
  });
