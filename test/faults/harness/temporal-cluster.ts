import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { homedir } from 'node:os';
import path from 'node:path';
import { findFreePort } from '../../../src/embedded/ports.ts';
import { removePostgresHome } from '../../../src/embedded/postgres/home.ts';
import { startPostgres, type RunningPostgres } from '../../../src/embedded/postgres/postgres.ts';
import { startServerProcess, type RunningProcess } from '../../../src/embedded/server-process.ts';
import { connectTemporal, withDeadline } from '../../../src/temporal/client.ts';
import { openBalancer } from './balancer.ts';
import { runCommand } from './commands.ts';
import { manageServer, type ManagedServer } from './managed-server.ts';
import { need } from './waiting.ts';

const VERSION = '1.32.1';
const SERVICES = ['frontend', 'history', 'matching', 'worker'] as const;
const SHARDS = 16;
/** For each service and store: two nodes together stay below PostgreSQL's 200. */
const CONNECTIONS = 8;

/** Two Temporal servers on one PostgreSQL, behind one address. */
export interface TemporalCluster {
  port: number;
  nodes: ManagedServer<RunningProcess>[];
  stop(): Promise<void>;
}

const binaries = (): string =>
  path.join(
    process.env['XDG_CACHE_HOME'] ?? path.join(homedir(), '.cache'),
    'afterburn',
    `temporal-server-${VERSION}`,
  );
const isBuilt = (): boolean => ['server', 'sql'].every((name) => existsSync(path.join(binaries(), name)));
const hasGo = (): boolean => spawnSync('go', ['version']).status === 0;

/** Why there can be none here. */
export const whyNoCluster = (): string | undefined =>
  isBuilt() || hasGo() ? undefined : `Temporal's server ${VERSION} has to be built, and there is no Go here`;

export async function startTemporalCluster(
  folder: string,
  log: (text: string) => void,
): Promise<TemporalCluster> {
  await ensureBinaries(log);
  mkdirSync(folder, { recursive: true });
  const postgres = await startPostgres({ dataDir: folder, port: await findFreePort() });
  const nodes: ManagedServer<RunningProcess>[] = [];
  const stop = async (): Promise<void> => {
    for (const node of nodes) await node.stop();
    await postgres.stop();
    removePostgresHome(folder);
  };
  try {
    const balancer = await openBalancer(await startNodes(folder, postgres, nodes));
    return {
      port: balancer.port,
      nodes,
      async stop() {
        await balancer.close();
        await stop();
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startNodes(
  folder: string,
  postgres: RunningPostgres,
  nodes: ManagedServer<RunningProcess>[],
): Promise<number[]> {
  for (const [database, schema] of [
    ['temporal', 'temporal'],
    ['temporal_visibility', 'visibility'],
  ] as const) {
    await makeSchema(postgres, database, schema);
  }
  const ports: number[] = [];
  for (const number of [1, 2]) {
    const { port, start } = await describeNode(folder, postgres, number);
    ports.push(port);
    nodes.push(await manageServer(`Temporal ${number}`, start));
  }
  return ports;
}

/** Six minutes of work, once. */
async function ensureBinaries(log: (text: string) => void): Promise<void> {
  if (isBuilt()) return;
  log(`   building Temporal's server ${VERSION}: some minutes, once`);
  for (const part of ['tools/sql', 'server']) {
    const go = spawn('go', ['install', `go.temporal.io/server/cmd/${part}@v${VERSION}`], {
      env: { ...process.env, GOBIN: binaries(), GOFLAGS: '' },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const [code] = (await once(go, 'exit')) as [number | null];
    if (code !== 0) throw new Error(`Temporal's ${part} could not be built`);
  }
}

async function makeSchema(postgres: RunningPostgres, database: string, schema: string): Promise<void> {
  const { port, username, password } = new URL(postgres.databaseUrl);
  const common = ['--plugin', 'postgres12', '--ep', '127.0.0.1', '-p', port, '-u', username];
  for (const command of [
    ['create-database'],
    ['setup-schema', '-v', '0.0'],
    ['update-schema', '--schema-name', `postgresql/v12/${schema}`],
  ]) {
    const args = [...common, '--pw', password, '--db', database, ...command];
    const { status, stderr, stdout } = await runCommand(path.join(binaries(), 'sql'), args);
    if (status !== 0) throw new Error(`sql ${command.join(' ')} of ${database}: ${stdout}${stderr}`);
  }
}

async function describeNode(folder: string, postgres: RunningPostgres, number: number) {
  const ports: Record<string, { grpcPort: number; membershipPort: number }> = {};
  for (const service of SERVICES)
    ports[service] = { grpcPort: await findLowPort(), membershipPort: await findLowPort() };
  const port = ports['frontend']!.grpcPort;
  const dynamicConfigFile = path.join(folder, 'dynamic-config.yaml');
  // YAML reads JSON.
  const quick = { 'history.timerProcessorMaxTimeShift': [{ value: '10ms' }] };
  writeFileSync(dynamicConfigFile, JSON.stringify(quick));
  const configFile = path.join(folder, `node-${number}.yaml`);
  writeFileSync(configFile, JSON.stringify(configOf(postgres, { ports, dynamicConfigFile })));
  const start = async (): Promise<RunningProcess> => {
    const running = await startServerProcess({
      command: path.join(binaries(), 'server'),
      args: ['--config-file', configFile, '--allow-no-auth', 'start'],
      logFile: path.join(folder, 'logs', `temporal-${number}.log`),
      stopSignals: [{ signal: 'SIGTERM', graceMs: 10_000 }],
      // Each start would call out otherwise.
      wrapper: ['env', 'TEMPORAL_VERSION_CHECK_DISABLED=1'],
    });
    let hasExited = false;
    void running.exited.then(() => (hasExited = true));
    await need(`Temporal node ${number}`, async () => hasExited || (await isServing(port)), {
      limitMs: 60_000,
      everyMs: 100,
    }).catch(async (error: unknown) => {
      await running.stop();
      throw error;
    });
    if (hasExited) throw new Error(`Temporal node ${number} ended: see ${folder}/logs`);
    return running;
  };
  return { port, start };
}

/** A new server has no other namespace than its own. */
async function isServing(port: number): Promise<boolean> {
  const namespace = 'temporal-system';
  const temporal = connectTemporal({ address: `127.0.0.1:${port}`, namespace });
  try {
    await withDeadline(temporal, 1000, () =>
      temporal.connection.workflowService.describeNamespace({ namespace }),
    );
    return true;
  } catch {
    return false;
  } finally {
    await temporal.close();
  }
}

/** Members are kept with their port in a column of 15 bits: what the system gives out by itself is often higher. */
async function findLowPort(): Promise<number> {
  for (;;) {
    const port = 10_000 + Math.floor(Math.random() * 20_000);
    const server = createServer();
    const isFree = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false)).listen(port, '127.0.0.1', () => resolve(true));
    });
    server.close();
    if (isFree) return port;
  }
}

function configOf(
  postgres: RunningPostgres,
  {
    ports,
    dynamicConfigFile,
  }: {
    ports: Record<string, { grpcPort: number; membershipPort: number }>;
    dynamicConfigFile: string;
  },
) {
  const { host, username, password } = new URL(postgres.databaseUrl);
  const store = (databaseName: string) => ({
    sql: {
      pluginName: 'postgres12',
      databaseName,
      connectAddr: host,
      connectProtocol: 'tcp',
      user: username,
      password,
      maxConns: CONNECTIONS,
      maxIdleConns: CONNECTIONS,
      maxConnLifetime: '1h',
    },
  });
  const frontend = `127.0.0.1:${ports['frontend']!.grpcPort}`;
  return {
    log: { stdout: true, level: 'error' },
    persistence: {
      defaultStore: 'default',
      visibilityStore: 'visibility',
      numHistoryShards: SHARDS,
      datastores: { default: store('temporal'), visibility: store('temporal_visibility') },
    },
    global: { membership: { maxJoinDuration: '30s', broadcastAddress: '127.0.0.1' } },
    services: Object.fromEntries(
      Object.entries(ports).map(([service, rpc]) => [service, { rpc: { ...rpc, bindOnIP: '127.0.0.1' } }]),
    ),
    clusterMetadata: {
      enableGlobalNamespace: false,
      failoverVersionIncrement: 10,
      masterClusterName: 'active',
      currentClusterName: 'active',
      clusterInformation: {
        active: { enabled: true, initialFailoverVersion: 1, rpcName: 'frontend', rpcAddress: frontend },
      },
    },
    dcRedirectionPolicy: { policy: 'noop' },
    publicClient: { hostPort: frontend },
    dynamicConfigClient: { filepath: dynamicConfigFile, pollInterval: '60s' },
  };
}
