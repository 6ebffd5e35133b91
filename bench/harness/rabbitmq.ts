import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { connect } from 'amqplib';
import { findFreePort } from '../../src/embedded/ports.ts';
import { startServerProcess, type RunningProcess } from '../../src/embedded/server-process.ts';
import { untilTrue } from './waiting.ts';

/** Folders of the scripts. Those on the PATH switch to the account of the system service. */
const FOLDERS = ['/usr/lib/rabbitmq/bin', '/opt/homebrew/opt/rabbitmq/sbin', '/usr/local/opt/rabbitmq/sbin'];

export const findRabbitMq = (): string | undefined =>
  FOLDERS.map((folder) => path.join(folder, 'rabbitmq-server')).find((file) => existsSync(file));

/** The version is in the name of the folder with its libraries. */
export const rabbitMqVersion = (): string =>
  readdirSync('/usr/lib/rabbitmq/lib')
    .find((name) => name.startsWith('rabbitmq_server-'))
    ?.split('-')[1] ?? 'of unknown version';

/** Starts a broker with its own node, port mapper, cookie and data, in the benchmark's folder. */
export async function startRabbitMq(folder: string): Promise<RunningProcess & { url: string }> {
  const home = path.join(folder, 'rabbitmq');
  mkdirSync(home, { recursive: true });
  const plugins = path.join(home, 'enabled_plugins');
  writeFileSync(plugins, '[].\n');
  const [port, distribution, epmdPort] = [await findFreePort(), await findFreePort(), await findFreePort()];
  const epmd = await startServerProcess({
    command: 'epmd',
    args: ['-port', String(epmdPort), '-address', '127.0.0.1'],
    logFile: path.join(folder, 'logs', 'epmd.log'),
    stopSignals: [{ signal: 'SIGTERM', graceMs: 2000 }],
  });
  const settings = {
    HOME: home,
    ERL_EPMD_PORT: String(epmdPort),
    RABBITMQ_NODENAME: `bench-${port}@localhost`,
    RABBITMQ_NODE_IP_ADDRESS: '127.0.0.1',
    RABBITMQ_NODE_PORT: String(port),
    RABBITMQ_DIST_PORT: String(distribution),
    RABBITMQ_MNESIA_BASE: path.join(home, 'data'),
    RABBITMQ_LOG_BASE: path.join(home, 'logs'),
    RABBITMQ_ENABLED_PLUGINS_FILE: plugins,
    RABBITMQ_PID_FILE: path.join(home, 'pid'),
    // Runs the broker instead of a shell that waits for it, so that a signal reaches it.
    RABBITMQ_ALLOW_INPUT: '1',
    RABBITMQ_SERVER_START_ARGS: '-noinput',
  };
  const running = await startServerProcess({
    command: 'env',
    args: [...Object.entries(settings).map(([name, value]) => `${name}=${value}`), findRabbitMq()!],
    logFile: path.join(folder, 'logs', 'rabbitmq.log'),
    stopSignals: [{ signal: 'SIGTERM', graceMs: 15_000 }],
  });
  const url = `amqp://guest:guest@127.0.0.1:${port}`;
  await untilTrue('RabbitMQ', () => answers(url), { everyMs: 250 });
  return {
    ...running,
    url,
    async stop() {
      await running.stop();
      await epmd.stop();
    },
  };
}

async function answers(url: string): Promise<boolean> {
  try {
    await (await connect(url)).close();
    return true;
  } catch {
    return false;
  }
}
