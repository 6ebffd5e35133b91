import { choosePort } from './ports.ts';
import { startPostgres } from './postgres/postgres.ts';
import { startTogether, type Shutdown } from './shutdown.ts';
import { supervise } from './supervisor.ts';
import { findTemporal } from './temporal/finder.ts';
import { startTemporal } from './temporal/temporal.ts';

export interface ServerOptions {
  dataDir: string;
  cacheDir: string;
  databaseUrl: string | undefined;
  temporalAddress: string | undefined;
  temporalUiUrl: string | undefined;
  postgresPort: number;
  temporalPort: number;
  temporalUiPort: number;
  explicitPorts: ReadonlySet<string>;
  shutdown: Shutdown;
  log: (line: string) => void;
}

export interface Servers {
  databaseUrl: string;
  temporalAddress: string;
  temporalUiUrl: string | undefined;
}

/** Provides PostgreSQL and Temporal concurrently: the configured servers, or embedded ones. */
export async function provideServers(options: ServerOptions): Promise<Servers> {
  const { databaseUrl, temporalAddress, temporalUiUrl, shutdown } = options;
  const [postgres, temporal] = await startTogether(shutdown, [
    databaseUrl ? Promise.resolve({ databaseUrl }) : startEmbeddedPostgres(options),
    temporalAddress ? Promise.resolve({ temporalAddress, temporalUiUrl }) : startEmbeddedTemporal(options),
  ]);
  return { ...postgres, ...temporal };
}

async function startEmbeddedPostgres({ dataDir, postgresPort, explicitPorts, shutdown, log }: ServerOptions) {
  const variable = 'POSTGRES_PORT';
  const choice = { variable, port: postgresPort, isExplicit: explicitPorts.has(variable) };
  const port = await choosePort(choice, '127.0.0.1', log);
  const postgres = await supervise({
    name: 'PostgreSQL',
    start: (signal) => startPostgres({ dataDir, port, log, signal }),
    onRestart: () => log('PostgreSQL has been restarted.'),
    signal: shutdown.signal,
    log,
  });
  shutdown.add('postgres', postgres);
  return { databaseUrl: postgres.current().databaseUrl };
}

async function startEmbeddedTemporal(options: ServerOptions) {
  const { dataDir, cacheDir, temporalPort, temporalUiPort, explicitPorts, shutdown, log } = options;
  const choose = (variable: string, port: number): Promise<number> =>
    choosePort({ variable, port, isExplicit: explicitPorts.has(variable) }, '127.0.0.1', log);
  const port = await choose('TEMPORAL_PORT', temporalPort);
  const uiPort = await choose('TEMPORAL_UI_PORT', temporalUiPort);
  const binary = await findTemporal({ cacheDir, log, signal: shutdown.signal });
  const temporal = await supervise({
    name: 'Temporal',
    start: (signal) => startTemporal({ binary, dataDir, port, uiPort, log, signal }),
    onRestart: () => log('Temporal has been restarted.'),
    signal: shutdown.signal,
    log,
  });
  shutdown.add('temporal', temporal);
  return { temporalAddress: temporal.current().address, temporalUiUrl: temporal.current().uiUrl };
}
