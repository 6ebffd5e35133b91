import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { inject, vi } from 'vitest';
import { ensureApiKey } from '../../src/db/athletes/api-keys.ts';
import { startNodeProcess, type RunningNodeProcess } from '../../src/embedded/node-process.ts';
import { bundleWorkflows } from '../../src/worker/workers.ts';
import { createTestDatabase } from '../support/database.ts';
import { createTestNamespace } from '../support/temporal.ts';

export interface ServiceProcess extends RunningNodeProcess {
  /** All that it has printed so far. */
  output(): string;
}

export type Service = Awaited<ReturnType<typeof createService>>;

/** The API and the worker, as processes of their own that a test starts and kills, over its own database and namespace. */
export async function createService({ env = {} }: { env?: NodeJS.ProcessEnv } = {}) {
  const [database, temporal] = await Promise.all([createTestDatabase(), createTestNamespace()]);
  const apiKey = randomBytes(32).toString('base64url');
  await ensureApiKey(database.pool, { key: apiKey, appName: 'the-app', role: 'app' });
  const folder = mkdtempSync(path.join(tmpdir(), 'afterburn-service-'));
  const bundle = path.join(folder, 'workflow-bundle.js');
  // Once for all workers of the test, as a build does: a restart then costs a second, not five.
  writeFileSync(bundle, (await bundleWorkflows()).code);
  const processes: ServiceProcess[] = [];
  let url = '';

  async function start(program: 'api' | 'worker'): Promise<ServiceProcess> {
    const lines: string[] = [];
    const running = await startNodeProcess({
      program: new URL(`../../src/${program}/main.ts`, import.meta.url),
      env: {
        PATH: process.env['PATH'],
        HOME: process.env['HOME'],
        AFTERBURN_WEBHOOKS_ALLOW_LOOPBACK: 'true',
        TZ: 'UTC',
        LOG_LEVEL: 'info',
        DATABASE_URL: database.databaseUrl,
        TEMPORAL_ADDRESS: inject('temporalAddress'),
        TEMPORAL_NAMESPACE: temporal.namespace,
        AFTERBURN_WORKFLOW_BUNDLE: bundle,
        PORT: '0',
        ...env,
      },
      forward: (line) => lines.push(line),
      graceMs: 20_000,
    });
    const started = { ...running, output: () => lines.join('\n') };
    processes.push(started);
    await Promise.race([
      running.ready,
      running.exited.then(() => {
        throw new Error(`The ${program} ended before it was ready:\n${started.output()}`);
      }),
    ]);
    return started;
  }

  return {
    ...database,
    temporal,
    apiKey,
    startWorker: () => start('worker'),
    async startApi() {
      const api = await start('api');
      // Being ready and saying where come by two channels.
      const found = await vi.waitUntil(() => /"url":"([^"]+)"/.exec(api.output()), { timeout: 20_000 });
      url = found[1]!;
      return api;
    },
    url: () => url,
    /** A request of the app's back end. */
    call: (
      method: string,
      route: string,
      options: { json?: unknown; body?: string; headers?: Record<string, string> } = {},
    ) =>
      fetch(`${url}${route}`, {
        method,
        headers: {
          Authorization: `Bearer ${apiKey}`,
          ...(options.json === undefined ? {} : { 'Content-Type': 'application/json' }),
          ...options.headers,
        },
        ...(options.json === undefined ? {} : { body: JSON.stringify(options.json) }),
        ...(options.body === undefined ? {} : { body: options.body }),
      }),
    async remove() {
      for (const running of processes) running.kill();
      await Promise.all(processes.map((running) => running.exited));
      await temporal.close();
      await database.drop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
