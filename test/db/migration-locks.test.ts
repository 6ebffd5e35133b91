import { copyFileSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import { migrate } from '../../src/db/migrate.ts';
import { createTestApi, minutesAgo } from '../api/api-harness.ts';

const migrations = fileURLToPath(new URL('../../src/db/migrations', import.meta.url));

const api = await createTestApi();
const folder = mkdtempSync(path.join(tmpdir(), 'afterburn-migrations-'));
for (const file of readdirSync(migrations))
  copyFileSync(path.join(migrations, file), path.join(folder, file));
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await api.stop();
});

it('a migration behind a long transaction holds up no save, and is applied once that has ended', async () => {
  writeFileSync(path.join(folder, '0101_column.sql'), 'alter table workouts add column tested integer;\n');
  const reader = await api.pool.connect();
  // As pg_dump does, for as long as it takes.
  await reader.query(
    'begin; set local transaction_timeout = 0; set local idle_in_transaction_session_timeout = 0',
  );
  await reader.query('select from workouts');
  const said: string[] = [];
  let applied: string[] | undefined;
  const migrating = migrate(api.databaseUrl, { folder, log: (line) => said.push(line) }).then(
    (names) => (applied = names),
  );
  await expect.poll(() => said, { timeout: 30_000 }).toHaveLength(1);
  for (let save = 0; save < 30; save += 1)
    expect((await api.save({ startedAt: minutesAgo(100 + save) })).status).toBe(202);
  expect(applied).toBeUndefined();
  await reader.query('commit');
  reader.release();
  expect(await migrating).toEqual(['0101_column']);
});

it('an index can be made concurrently, while somebody writes', async () => {
  writeFileSync(
    path.join(folder, '0102_index.sql'),
    `-- No transaction
drop index concurrently if exists workouts_tested;
create index concurrently workouts_tested on workouts (tested);
`,
  );
  expect(await migrate(api.databaseUrl, { folder })).toEqual(['0102_index']);
  const { rows } = await api.pool.query(
    `select indisvalid from pg_index where indexrelid = 'workouts_tested'::regclass`,
  );
  expect(rows).toEqual([{ indisvalid: true }]);
});
