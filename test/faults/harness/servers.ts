import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { migrate } from '../../../src/db/migrate.ts';
import { findFreePort } from '../../../src/embedded/ports.ts';
import { removePostgresHome } from '../../../src/embedded/postgres/home.ts';
import { startPostgres, type RunningPostgres } from '../../../src/embedded/postgres/postgres.ts';
import { findTemporal } from '../../../src/embedded/temporal/finder.ts';
import { startTemporal, type RunningTemporal } from '../../../src/embedded/temporal/temporal.ts';
import { runStatements } from './database.ts';
import { manageServer, type ManagedServer } from './managed-server.ts';

/** One PostgreSQL and one Temporal, as `npm start` runs them, shared by scenarios that run one after another. */
export interface Servers {
  folder: string;
  postgres: ManagedServer<RunningPostgres>;
  temporal: ManagedServer<RunningTemporal>;
  temporalPort: number;
  /** A migrated database of its own. */
  createDatabase(name: string): Promise<string>;
  /** Copies Temporal's data while nothing writes it. @returns what puts the copy back, to be called while it is dead */
  copyTemporalDatabase(): () => void;
  /** Throws Temporal's data away; to be called while it is dead. */
  deleteTemporalDatabase(): void;
  stop(): Promise<void>;
}

const TEMPLATE = 'afterburn_template';

export async function startServers(folder: string): Promise<Servers> {
  mkdirSync(folder, { recursive: true });
  const [postgresPort, temporalPort, uiPort] = [
    await findFreePort(),
    await findFreePort(),
    await findFreePort(),
  ];
  const cacheDir = path.join(process.env['XDG_CACHE_HOME'] ?? path.join(homedir(), '.cache'), 'afterburn');
  const binary = await findTemporal({ cacheDir, log: console.error });
  const [postgres, temporal] = await Promise.all([
    // Durable: what a killed server has acknowledged is to be there afterwards.
    manageServer('PostgreSQL', () => startPostgres({ dataDir: folder, port: postgresPort })),
    manageServer('Temporal', () => startTemporal({ binary, dataDir: folder, port: temporalPort, uiPort })),
  ]);
  const temporalFile = path.join(folder, 'temporal', 'temporal.db');
  let copies = 0;
  const template = await createDatabase(postgres, TEMPLATE, 'template1');
  await migrate(template);
  return {
    folder,
    postgres,
    temporal,
    temporalPort,
    createDatabase: (name) => createDatabase(postgres, name, TEMPLATE),
    copyTemporalDatabase() {
      copies += 1;
      const copy = path.join(folder, `temporal-copy-${copies}.db`);
      // SQLite rebuilds the index of the write-ahead log.
      const parts = ['', '-wal'].filter((part) => existsSync(`${temporalFile}${part}`));
      for (const part of parts) copyFileSync(`${temporalFile}${part}`, `${copy}${part}`);
      return () => {
        deleteTemporalDatabase(temporalFile);
        for (const part of parts) renameSync(`${copy}${part}`, `${temporalFile}${part}`);
      };
    },
    deleteTemporalDatabase: () => deleteTemporalDatabase(temporalFile),
    async stop() {
      await Promise.all([postgres.stop(), temporal.stop()]);
      removePostgresHome(folder);
    },
  };
}

function deleteTemporalDatabase(file: string): void {
  for (const part of ['', '-wal', '-shm', '-journal']) rmSync(`${file}${part}`, { force: true });
}

export async function createDatabase(
  postgres: ManagedServer<RunningPostgres>,
  name: string,
  template: string,
): Promise<string> {
  const { databaseUrl } = postgres.current();
  await runStatements(databaseUrl, [`create database ${name} template ${template}`]);
  const url = new URL(databaseUrl);
  url.pathname = `/${name}`;
  return url.toString();
}
