import { execFileSync } from 'node:child_process';
import type { TestProject } from 'vitest/node';
import { migrate } from '../../src/db/migrate.ts';
import { createTemplate } from './database.ts';
import { startTestServers } from './servers.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    databaseUrl: string;
    temporalAddress: string;
  }
}

/** The client as built, and one PostgreSQL and one Temporal for the whole run, and a migrated database that each test file copies. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '--project', 'packages/client']);
  const servers = await startTestServers();
  await migrate(await createTemplate(servers.databaseUrl));
  project.provide('databaseUrl', servers.databaseUrl);
  project.provide('temporalAddress', servers.temporalAddress);
  return () => servers.stop();
}
