import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { findFreePort } from '../../src/embedded/ports.ts';

const command = ['pgbouncer', '/usr/sbin/pgbouncer'].find(
  (each) => spawnSync(each, ['--version']).status === 0,
);

/** Returns why no PgBouncer can run on this machine. */
export const whyNoPgBouncer = (): string | undefined =>
  command ? undefined : 'PgBouncer is not installed (Debian and Ubuntu: apt-get install pgbouncer)';

export interface PgBouncer {
  /** Of the database that it was started for. */
  databaseUrl: string;
  /** Returns the URL of another database of the same server. */
  urlOf(name: string): string;
  kill(): Promise<void>;
  start(): Promise<void>;
  /** Ends it and removes its folder. */
  stop(): Promise<void>;
}

const READY_MS = 10_000;

/** Starts a PgBouncer before a PostgreSQL. It refuses to be root. */
export async function startPgBouncer(
  databaseUrl: string,
  mode: 'session' | 'transaction' | 'statement',
): Promise<PgBouncer> {
  const folder = mkdtempSync(path.join(tmpdir(), 'afterburn-pgbouncer-'));
  const { hostname, port, username, password, pathname } = new URL(databaseUrl);
  const own = await findFreePort();
  const settings = path.join(folder, 'pgbouncer.ini');
  writeFileSync(
    settings,
    `[databases]
* = host=${hostname} port=${port} user=${username} password=${password}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${own}
unix_socket_dir =
auth_type = any
pool_mode = ${mode}
max_client_conn = 500
default_pool_size = 100
server_idle_timeout = 2
`,
  );
  chmodSync(folder, 0o755);
  const urlOf = (name: string): string => `postgres://anybody@127.0.0.1:${own}/${name}`;
  const name = pathname.slice(1);
  let child: ChildProcess | undefined;
  const kill = async (): Promise<void> => {
    if (!child) return;
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
    child = undefined;
  };
  const start = async (): Promise<void> => {
    const isRoot = process.getuid?.() === 0;
    child = spawn(command!, [settings], {
      stdio: 'ignore',
      ...(isRoot ? { uid: 65534, gid: 65534 } : {}),
    });
    await untilServing(urlOf(name));
  };
  await start();
  return {
    databaseUrl: urlOf(name),
    urlOf,
    kill,
    start,
    async stop() {
      await kill();
      rmSync(folder, { recursive: true });
    },
  };
}

async function untilServing(connectionString: string): Promise<void> {
  const deadline = performance.now() + READY_MS;
  for (;;) {
    const client = new pg.Client({ connectionString });
    client.on('error', () => {});
    try {
      await client.connect();
      await client.query('select');
      return;
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    } finally {
      await client.end().catch(() => {});
    }
  }
}
