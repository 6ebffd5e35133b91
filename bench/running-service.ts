import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { ensureApiKey } from '../src/db/athletes/api-keys.ts';
import { migrate } from '../src/db/migrate.ts';
import { createPool, type Pool } from '../src/db/pool.ts';
import { findFreePort } from '../src/embedded/ports.ts';
import { startTestServers } from '../test/support/servers.ts';

export interface RunningService {
  url: string;
  key: string;
  pool: Pool;
  /** What the API keeps in memory now, in MiB. */
  apiMemory(): number;
  stop(): Promise<void>;
}

/** The whole of it as processes, as `npm start` runs them: its servers, one API and one worker. */
export async function startService({ withWorker = true } = {}): Promise<RunningService> {
  const servers = await startTestServers();
  await migrate(servers.databaseUrl);
  const pool = createPool({
    databaseUrl: servers.databaseUrl,
    applicationName: 'afterburn-bench',
    onError: () => {},
  });
  const key = randomBytes(32).toString('base64url');
  await ensureApiKey(pool, { key, appName: 'bench', role: 'app' });
  const port = await findFreePort();
  const env = {
    ...process.env,
    DATABASE_URL: servers.databaseUrl,
    TEMPORAL_ADDRESS: servers.temporalAddress,
    PORT: String(port),
    LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'fatal',
    TZ: 'UTC',
  };
  const programs = [startProgram('src/api/main.ts', env)];
  if (withWorker) programs.push(startProgram('src/worker/main.ts', env));
  const [api] = programs;
  await Promise.all(programs.map((program) => once(program, 'message')));
  return {
    url: `http://127.0.0.1:${port}`,
    key,
    pool,
    apiMemory: () => residentMegabytes(api!.pid!),
    async stop() {
      await Promise.all(programs.map(stopProgram));
      await pool.end();
      await servers.stop();
    },
  };
}

const startProgram = (file: string, env: NodeJS.ProcessEnv): ChildProcess =>
  spawn(process.execPath, ['--import', 'tsx', file], { env, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });

async function stopProgram(program: ChildProcess): Promise<void> {
  const ended = once(program, 'exit');
  program.kill('SIGTERM');
  await ended;
}

const residentMegabytes = (pid: number): number =>
  Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
