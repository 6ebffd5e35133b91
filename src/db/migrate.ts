import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { runner } from 'node-pg-migrate';
import pg from 'pg';
import { raiseTransactionOffset } from './events/positions.ts';
import { checkSessions } from './session-check.ts';

/** While a migration waits for a lock, all saves wait behind it. So it waits briefly, and tries again. */
const LOCK_TIMEOUT_MS = 200;
const PAUSE_MS = 1000;
const PATIENCE_MS = 30 * 60_000;

interface MigrateOptions {
  log?: (message: string) => void;
  folder?: string;
}

/**
 * Migrates the schema. Concurrent migrations wait for each other.
 * @returns the names of the migrations that were applied now
 * @throws UnsuitableServer
 */
export async function migrate(
  databaseUrl: string | undefined,
  { log = () => {}, folder = fileURLToPath(new URL('./migrations', import.meta.url)) }: MigrateOptions = {},
): Promise<string[]> {
  await checkSessions(databaseUrl);
  const applied: string[] = [];
  const givesUpAt = performance.now() + PATIENCE_MS;
  for (let attempt = 1; ; attempt += 1) {
    try {
      applied.push(...(await migrateOnce(databaseUrl, folder)));
      return applied;
    } catch (error) {
      if (!isLockTimeout(error) || performance.now() > givesUpAt) throw error;
      if (attempt % 60 === 1) log('Waiting for a lock that another session holds (see pg_stat_activity).');
      await delay(PAUSE_MS);
    }
  }
}

async function migrateOnce(databaseUrl: string | undefined, folder: string): Promise<string[]> {
  const client = new pg.Client({
    ...(databaseUrl ? { connectionString: databaseUrl } : {}),
    application_name: 'afterburn-migrate',
  });
  await client.connect();
  try {
    await client.query(`set lock_timeout = ${LOCK_TIMEOUT_MS}`);
    const applied = await runner({
      dbClient: client,
      dir: folder,
      migrationsTable: 'migrations',
      direction: 'up',
      advisoryLockMode: 'wait',
      log: () => {},
      migrationLoaderStrategies: [{ extensions: ['.sql'], loader: loadFiles }],
    });
    await raiseTransactionOffset(client);
    return applied.map(({ name }) => name);
  } finally {
    await client.end();
  }
}

const isLockTimeout = (error: unknown): boolean =>
  error instanceof pg.DatabaseError && error.code === '55P03';

interface Builder {
  noTransaction(): unknown;
  sql(text: string): unknown;
}

/**
 * Loads migrations. A file is one transaction, unless it begins with `-- No transaction`, for `create index
 * concurrently`: that blocks no writer, so it waits for locks without a limit. Its statements end with a semicolon at
 * the end of a line.
 */
const loadFiles = (files: string[]) =>
  Promise.all(
    files.map(async (file) => {
      const text = await readFile(file, 'utf8');
      const up = (builder: Builder): void => {
        if (!text.startsWith('-- No transaction\n')) return void builder.sql(text);
        builder.noTransaction();
        builder.sql('set lock_timeout = 0');
        for (const statement of text.split(/;$/m)) if (statement.trim()) builder.sql(statement);
        builder.sql(`set lock_timeout = ${LOCK_TIMEOUT_MS}`);
      };
      return { id: file, filePaths: [file], actions: { up, down: false as const } };
    }),
  );
