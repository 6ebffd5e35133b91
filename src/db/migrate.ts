import { fileURLToPath } from 'node:url';
import { runner } from 'node-pg-migrate';

/**
 * Brings the schema up to date. Processes that start together wait for each other: the default lock mode would let
 * all but one of them fail.
 * @returns the names of the migrations that were applied now
 */
export async function migrate(
  databaseUrl: string | undefined,
  log: (message: string) => void = () => {},
): Promise<string[]> {
  const applied = await runner({
    // Without a URL, pg reads PG* as it does everywhere.
    databaseUrl: databaseUrl ?? {},
    dir: fileURLToPath(new URL('./migrations', import.meta.url)),
    migrationsTable: 'migrations',
    direction: 'up',
    advisoryLockMode: 'wait',
    log,
  });
  return applied.map((migration) => migration.name);
}
