import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { v4 as uuidV4 } from 'uuid';
import { inject } from 'vitest';
import { createPool, type Pool } from '../../src/db/pool.ts';

const TEMPLATE = 'afterburn_template';

export interface TestDatabase {
  pool: Pool;
  databaseUrl: string;
  /** An app (tenant) that is there. */
  appId: string;
  drop(): Promise<void>;
}

/** Makes the empty database that the migrations are then applied to, once a run. */
export async function createTemplate(serverUrl: string): Promise<string> {
  await onServer(serverUrl, `create database ${TEMPLATE}`);
  return withDatabase(serverUrl, TEMPLATE);
}

/** A database of its own for a test file, copied from the migrated template. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const serverUrl = inject('databaseUrl');
  const name = `test_${randomBytes(6).toString('hex')}`;
  // Copying waits for nobody: one that copies at the same moment makes PostgreSQL refuse, so the copies queue up.
  await onServer(
    serverUrl,
    `select pg_advisory_lock(1)`,
    `create database ${name} template ${TEMPLATE}`,
    `select pg_advisory_unlock(1)`,
  );
  const databaseUrl = withDatabase(serverUrl, name);
  const pool = createPool({ databaseUrl, applicationName: 'afterburn-test', onError: () => {} });
  return {
    pool,
    databaseUrl,
    appId: await createApp(pool),
    async drop() {
      await pool.end();
      await onServer(serverUrl, `drop database ${name} with (force)`);
    },
  };
}

/** A database in which nothing was migrated yet. */
export async function createEmptyDatabase(): Promise<Pick<TestDatabase, 'databaseUrl' | 'drop'>> {
  const serverUrl = inject('databaseUrl');
  const name = `empty_${randomBytes(6).toString('hex')}`;
  await onServer(serverUrl, `create database ${name}`);
  return {
    databaseUrl: withDatabase(serverUrl, name),
    drop: () => onServer(serverUrl, `drop database ${name} with (force)`),
  };
}

/** Another app (tenant) in the same database. */
export async function createApp(pool: Pool): Promise<string> {
  const appId = uuidV4();
  await pool.query(`insert into apps (app_id, name) values ($1::uuid, $2::text)`, [appId, `app-${appId}`]);
  return appId;
}

function withDatabase(serverUrl: string, name: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.toString();
}

async function onServer(serverUrl: string, ...statements: string[]): Promise<void> {
  const client = new pg.Client({ connectionString: serverUrl });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}
