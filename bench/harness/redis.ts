import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { connect } from 'node:net';
import path from 'node:path';
import { findFreePort } from '../../src/embedded/ports.ts';
import { startServerProcess, type RunningProcess } from '../../src/embedded/server-process.ts';
import { untilTrue } from './waiting.ts';

export type Fsync = 'always' | 'everysec';

export const findRedis = (): string | undefined => {
  const asked = spawnSync('redis-server', ['--version'], { encoding: 'utf8' });
  return asked.status === 0 ? /v=([\d.]+)/.exec(asked.stdout)?.[1] : undefined;
};

/** Starts a Redis with the durability that BullMQ's documentation asks for. */
export async function startRedis(folder: string, fsync: Fsync): Promise<RunningProcess & { url: string }> {
  const dir = path.join(folder, `redis-${fsync}`);
  mkdirSync(dir, { recursive: true });
  const port = await findFreePort();
  const settings = {
    port: String(port),
    bind: '127.0.0.1',
    dir,
    save: '',
    appendonly: 'yes',
    appendfsync: fsync,
    'maxmemory-policy': 'noeviction',
  };
  const running = await startServerProcess({
    command: 'redis-server',
    args: Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]),
    logFile: path.join(folder, 'logs', `redis-${fsync}.log`),
    stopSignals: [{ signal: 'SIGTERM', graceMs: 5000 }],
  });
  await untilTrue('Redis', () => isListening(port));
  return { ...running, url: `redis://127.0.0.1:${port}` };
}

export const isListening = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
