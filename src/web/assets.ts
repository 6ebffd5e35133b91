import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The live page's files, and the client that it imports, by the path that they are served under. */
const FOLDERS: Record<string, string> = {
  '/assets': fileURLToPath(new URL('assets/', import.meta.url)),
  '/assets/client': path.dirname(fileURLToPath(import.meta.resolve('@afterburn/client'))),
};

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
 * Returns the files of the live page, as they are; files of other types are not served. Reads all at once, so that no
 * request ever names a path on the disk.
 */
export const readAssets = (): Asset[] =>
  Object.entries(FOLDERS).flatMap(([prefix, folder]) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).flatMap((name) => {
      const contentType = CONTENT_TYPES[path.extname(name)];
      if (contentType === undefined) return [];
      const body = readFileSync(path.join(folder, name), 'utf8');
      return [{ path: `${prefix}/${name.split(path.sep).join('/')}`, contentType, body }];
    }),
  );
