import { randomBytes } from 'node:crypto';
import { ensureApiKey } from '../../src/db/athletes/api-keys.ts';
import { migrate } from '../../src/db/migrate.ts';
import { createPool, type Pool } from '../../src/db/pool.ts';
import { ATHLETES, athleteIdAt, athleteUuidAt } from './workouts.ts';

const TEMPLATE = 'bench_template';

/** Creates a database with the product's tables and the load's athletes for each round, as a copy of one template. */
export interface Databases {
  apiKey: string;
  appId: string;
  /** Creates a database as a copy of the template, or of a stored one. */
  create(name: string, kept?: string): Promise<string>;
  /** Stores the database under this name, to copy it later. */
  keep(name: string, as: string): Promise<void>;
  drop(name: string): Promise<void>;
  close(): Promise<void>;
}

export async function prepareDatabases(serverUrl: string): Promise<Databases> {
  const admin = openPool(serverUrl);
  await admin.query(`create database ${TEMPLATE}`);
  const templateUrl = urlOf(serverUrl, TEMPLATE);
  await migrate(templateUrl);
  const template = openPool(templateUrl);
  const apiKey = randomBytes(32).toString('base64url');
  const { appId } = await ensureApiKey(template, { key: apiKey, appName: 'bench', role: 'app' });
  await insertAthletes(template, appId);
  await template.query('vacuum analyze');
  await template.end();
  return {
    apiKey,
    appId,
    async create(name, kept) {
      // A large database is copied as files, since the log would take minutes.
      await admin.query(
        `create database ${name} template ${kept === undefined ? TEMPLATE : `${kept} strategy file_copy`}`,
      );
      // A round must not write dirty pages of the previous one.
      await admin.query('checkpoint');
      return urlOf(serverUrl, name);
    },
    async keep(name, as) {
      await admin.query(
        'select pg_terminate_backend(pid, 10000) from pg_stat_activity where datname = $1::text',
        [name],
      );
      await admin.query(`alter database ${name} rename to ${as}`);
    },
    drop: async (name) => void (await admin.query(`drop database if exists ${name} with (force)`)),
    close: () => admin.end(),
  };
}

/** Opens a connection pool of the benchmark itself: a statement on a million rows may take longer than the product allows. */
export function openPool(databaseUrl: string): Pool {
  const pool = createPool({
    databaseUrl,
    applicationName: 'afterburn-bench',
    max: 4,
    queryTimeoutMs: 600_000,
    onError: () => {},
  });
  pool.on('connect', (client) => void client.query('set transaction_timeout = 0'));
  return pool;
}

async function insertAthletes(pool: Pool, appId: string): Promise<void> {
  const numbers = Array.from({ length: ATHLETES }, (_, number) => number);
  await pool.query(
    `insert into athletes (athlete_uuid, app_id, athlete_id, sex, birth_date, height_cm, resting_heart_rate)
     select a.athlete_uuid, $1::uuid, a.athlete_id, case when a.n % 2 = 0 then 'female' else 'male' end,
            date '1970-01-01' + (a.n * 9)::int, 160 + a.n % 30, 48 + a.n % 15
     from unnest($2::uuid[], $3::text[], $4::int[]) as a (athlete_uuid, athlete_id, n)`,
    [appId, numbers.map(athleteUuidAt), numbers.map(athleteIdAt), numbers],
  );
  await pool.query(
    `insert into athlete_weights (athlete_uuid, valid_from, weight_kg)
     select athlete_uuid, date '2020-01-01', 55 + (height_cm - 160) from athletes`,
  );
}

function urlOf(serverUrl: string, database: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${database}`;
  return url.href;
}
