import { spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import type { PostgresBinaries } from './binaries.ts';

/**
 * The account that runs PostgreSQL, which refuses to run as root.
 *
 * - `self`: we are not root, and PostgreSQL uses the same account.
 * - `namespace`: we are root, and a user namespace shows PostgreSQL another account. Data and binaries stay root's
 * own files, which matters in a 0700 folder or under umask 077.
 * - `uid`: an unprivileged account, where namespaces are forbidden (Docker's default profile) or absent (macOS).
 */
export type PostgresAccount =
  | { kind: 'self' }
  | { kind: 'namespace'; wrapper: readonly string[] }
  | { kind: 'uid'; uid: number; gid: number };

interface Choice {
  binaries: PostgresBinaries;
  /** The data of an earlier start, which its owner must run. */
  dataFolder?: string;
  /** Skips the alternatives before it; for tests only. */
  force?: PostgresAccount['kind'];
}

export function choosePostgresAccount({ binaries, dataFolder, force }: Choice): PostgresAccount {
  if (process.getuid?.() !== 0) return { kind: 'self' };
  const owner = dataFolder && statSync(dataFolder, { throwIfNoEntry: false });
  if (owner && owner.uid !== 0) return { kind: 'uid', uid: owner.uid, gid: owner.gid };
  const { uid, gid } = findUnprivilegedUser();
  const wrapper = ['unshare', '-U', `--map-user=${uid}`, `--map-group=${gid}`, '--'];
  if (force !== 'uid' && canRun([...wrapper, `${binaries.folder}/bin/postgres`, '--version'])) {
    return { kind: 'namespace', wrapper };
  }
  return { kind: 'uid', uid, gid };
}

/** Returns whether an account can run this command, by running one short process. */
export function canRun(line: readonly string[], as: { uid?: number; gid?: number } = {}): boolean {
  return spawnSync(line[0] as string, line.slice(1), { ...as, cwd: '/', stdio: 'ignore' }).status === 0;
}

/** Returns an account from the password file, where PostgreSQL looks its uid up. */
function findUnprivilegedUser(): { uid: number; gid: number } {
  const users = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .map(([name, , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }))
    .filter(({ uid }) => uid > 0);
  const user = users.find(({ name }) => name === 'postgres') ?? users.find(({ name }) => name === 'nobody');
  if (!user) {
    throw new Error(
      'PostgreSQL does not run as root, and there is no user "postgres" or "nobody" to run it as: ' +
        'start Afterburn as another user, or set DATABASE_URL.',
    );
  }
  return { uid: user.uid, gid: user.gid };
}
