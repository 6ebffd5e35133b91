import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { PostgresHome } from './home.ts';

export const POSTGRES_USER = 'afterburn';

export interface PostgresCluster {
  data: string;
  password: string;
}

/**
 * Creates the data folder on the first start, under another name. It is renamed when complete, so a later start never
 * uses an incomplete one.
 */
export function ensureCluster(home: PostgresHome, { durable }: { durable: boolean }): PostgresCluster {
  if (!existsSync(home.folder)) initialise(home, durable);
  const data = path.join(home.folder, 'data');
  refuseOtherMajor(home, data);
  return { data, password: readPassword(home.folder) };
}

export function readPassword(folder: string): string {
  return readFileSync(path.join(folder, 'password'), 'utf8').trim();
}

function initialise(home: PostgresHome, durable: boolean): void {
  const unfinished = `${home.folder}.initialising`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true, mode: 0o700 });
  const passwordFile = path.join(unfinished, 'password');
  writeFileSync(passwordFile, `${randomBytes(24).toString('hex')}\n`, { mode: 0o600 });
  if (home.account.kind === 'uid') {
    for (const made of [unfinished, passwordFile]) chownSync(made, home.account.uid, home.account.gid);
  }
  runInitdb(home, [
    `--pgdata=${path.join(unfinished, 'data')}`,
    `--pwfile=${passwordFile}`,
    `--username=${POSTGRES_USER}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    // The same sort order on every operating system, without its collations.
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    durable ? '--sync-method=fsync' : '--no-sync',
  ]);
  renameSync(unfinished, home.folder);
}

function runInitdb({ account, binaries, folder }: PostgresHome, args: readonly string[]): void {
  const wrapper = account.kind === 'namespace' ? account.wrapper : [];
  const as = account.kind === 'uid' ? { uid: account.uid, gid: account.gid } : {};
  const line = [...wrapper, `${binaries.folder}/bin/initdb`, ...args];
  const initdb = spawnSync(line[0] as string, line.slice(1), {
    ...as,
    cwd: path.parse(folder).root,
    encoding: 'utf8',
  });
  if (initdb.status === 0) return;
  const reason = initdb.error?.message ?? reasonIn(initdb);
  throw new Error(`PostgreSQL cannot create its data folder ${folder}: ${reason}`);
}

/** Returns the error message without the progress messages before it. */
function reasonIn({ stderr, stdout }: { stderr: string; stdout: string }): string {
  const complaints = stderr.split('\n').filter((line) => /error|fatal|panic|could not/i.test(line));
  return (complaints.length > 0 ? complaints : `${stderr}${stdout}`.trim().split('\n')).slice(-3).join(' ');
}

/** Checks the major version of the data: PostgreSQL reads no other. The error says what to do. */
function refuseOtherMajor({ binaries, folder }: PostgresHome, data: string): void {
  const theirs = readFileSync(path.join(data, 'PG_VERSION'), 'utf8').trim();
  const ours = binaries.version.split('.')[0];
  if (theirs === ours) return;
  throw new Error(
    `${folder} was created by PostgreSQL ${theirs}, and this is PostgreSQL ${ours}: ` +
      'move that folder away, or dump it with the old version and restore it.',
  );
}
