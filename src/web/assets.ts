import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folders of the live page's files and of the client that they import, by URL path. */
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
  /** URL path. */
  path: string;
  contentType: string;
  body: string;
}

/**
 * Reads all files of the live page at once, so that a request never names a path on the disk. Files of other types are
 * not served.
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
