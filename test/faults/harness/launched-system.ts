import { readFileSync } from 'node:fs';
import path from 'node:path';
import { embeddedDatabaseUrl } from '../../../src/embedded/database-url.ts';
import { connectTemporal } from '../../../src/temporal/client.ts';
import { openDatabase } from './database.ts';
import type { Findings } from './findings.ts';
import { openHistory } from './history.ts';
import { createHttpClient } from './http-client.ts';
import type { LauncherPorts } from './launcher.ts';
import type { CheckedSystem } from './system.ts';

/** What `npm start` runs, seen from outside: its processes are the launcher's own. */
export function launchedSystem(
  dataDir: string,
  {
    ports,
    findings,
    historyFile = path.join(dataDir, 'history.jsonl'),
  }: { ports: LauncherPorts; findings: Findings; historyFile?: string },
): CheckedSystem & { stop(): Promise<void> } {
  const apiKey = readFileSync(path.join(dataDir, 'api-key'), 'utf8').trim();
  const clients = [createHttpClient(ports.PORT, { apiKey })];
  const database = openDatabase(embeddedDatabaseUrl(dataDir));
  const temporal = connectTemporal({ address: `127.0.0.1:${ports.TEMPORAL_PORT}`, namespace: 'default' });
  const history = openHistory(historyFile);
  return {
    findings,
    database,
    temporal,
    clients,
    history,
    apis: [],
    workers: [],
    processes: { api: 1, worker: 1 },
    readers: [],
    async stop() {
      clients.forEach((client) => client.close());
      await history.close();
      await temporal.close();
      await database.close();
    },
  };
}
