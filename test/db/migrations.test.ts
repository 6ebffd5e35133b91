import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { migrate } from '../../src/db/migrate.ts';
import { createPool, type Pool } from '../../src/db/pool.ts';
import { dumpSchema } from '../support/dump-schema.ts';
import { createEmptyDatabase } from '../support/database.ts';

const folder = fileURLToPath(new URL('../../src/db/migrations', import.meta.url));
const schemaFile = fileURLToPath(new URL('../../src/db/schema.sql', import.meta.url));

const HEADER = `-- What the migrations make, from the catalog. Written by a test: UPDATE_SCHEMA=1 npm test -- test/db/migrations.test.ts
`;

const migrations = readdirSync(folder).toSorted();
const names = migrations.map((file) => file.replace(/\.sql$/, ''));

const connect = (databaseUrl: string): Pool =>
  createPool({ databaseUrl, applicationName: 'afterburn-test', onError: () => {} });

describe('the migrations', () => {
  let database: Awaited<ReturnType<typeof createEmptyDatabase>>;
  let pool: Pool;
  beforeAll(async () => {
    database = await createEmptyDatabase();
    pool = connect(database.databaseUrl);
  });
  afterAll(async () => {
    await pool.end();
    await database.drop();
  });

  it('are numbered without a gap', () => {
    expect(migrations).not.toEqual([]);
    migrations.forEach((file, index) =>
      expect(file).toMatch(new RegExp(`^${String(index + 1).padStart(4, '0')}_[a-z0-9_]+\\.sql$`)),
    );
  });

  it('make the schema that is in git', async () => {
    expect(await migrate(database.databaseUrl)).toEqual(names);
    const schema = HEADER + '\n' + (await dumpSchema(pool));
    if (process.env['UPDATE_SCHEMA']) writeFileSync(schemaFile, schema);
    expect(existsSync(schemaFile) ? readFileSync(schemaFile, 'utf8') : '').toBe(schema);
  });

  it('change nothing the second time', async () => {
    const before = await dumpSchema(pool);
    expect(await migrate(database.databaseUrl)).toEqual([]);
    expect(await dumpSchema(pool)).toBe(before);
  });

  it('are applied once by processes that start together', async () => {
    const { databaseUrl, drop } = await createEmptyDatabase();
    onTestFinished(drop);
    const applied = await Promise.all([migrate(databaseUrl), migrate(databaseUrl), migrate(databaseUrl)]);
    expect(applied.toSorted((a, b) => b.length - a.length)).toEqual([names, [], []]);
  });
});

describe('the dump of the schema', () => {
  it('shows each kind of difference', async () => {
    const { databaseUrl, drop } = await createEmptyDatabase();
    const pool = connect(databaseUrl);
    onTestFinished(async () => {
      await pool.end();
      await drop();
    });
    await pool.query('create table a (id bigint generated always as identity primary key, name text)');
    const seen = new Set([await dumpSchema(pool)]);
    const changes = [
      'alter table a alter name set not null',
      `alter table a alter name set default 'x'`,
      'alter table a alter name set storage external',
      'alter table a alter name type text collate "C"',
      'alter table a alter name type varchar(9)',
      'alter table a add check (length(name) > 1)',
      'create index a_name on a (name) where id > 1',
      'alter table a set (fillfactor = 80)',
      'create view b as select id from a',
      'create function c() returns int language sql as $$ select 1 $$',
      'create function d() returns trigger language plpgsql as $$ begin return new; end $$',
      'create trigger e before insert on a for each row execute function d()',
      'create table f (a_id bigint references a on delete cascade)',
    ];
    for (const change of changes) {
      await pool.query(change);
      seen.add(await dumpSchema(pool));
    }
    expect(seen.size).toBe(changes.length + 1);
  });
});
