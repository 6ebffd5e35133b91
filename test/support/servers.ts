import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { loadConfig } from '../../src/config.ts';
import { findFreePort } from '../../src/embedded/ports.ts';
import { removePostgresHome } from '../../src/embedded/postgres/home.ts';
import { startPostgres } from '../../src/embedded/postgres/postgres.ts';
import { findTemporal } from '../../src/embedded/temporal/finder.ts';
import { startTemporal } from '../../src/embedded/temporal/temporal.ts';

export interface TestServers {
  databaseUrl: string;
  temporalAddress: string;
  stop(): Promise<void>;
}

/**
 * One PostgreSQL and one Temporal for a test run, by the code that `npm start` runs, in a folder that is gone
 * afterwards. They die with the test runner, however it dies.
 */
export async function startTestServers(): Promise<TestServers> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'afterburn-test-'));
  const log = (line: string): void => void process.stderr.write(`${line}\n`);
  const [postgres, temporal] = await Promise.all([
    startTestPostgres(dataDir),
    startTestTemporal(dataDir, log),
  ]);
  return {
    databaseUrl: postgres.databaseUrl,
    temporalAddress: temporal.address,
    async stop() {
      await Promise.all([postgres.stop(), temporal.stop()]);
      removePostgresHome(dataDir);
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

async function startTestPostgres(dataDir: string) {
  return startPostgres({ dataDir, port: await findFreePort(), durable: false });
}

async function startTestTemporal(dataDir: string, log: (line: string) => void) {
  const binary = await findTemporal({ cacheDir: loadConfig().cacheDir, log });
  const [port, uiPort] = [await findFreePort(), await findFreePort()];
  return startTemporal({ binary, dataDir, port, uiPort, log });
}
