import { spawn, type ChildProcess } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startServer, type RunningServer } from '../../src/api/http/server.ts';
import type { SaveStore } from '../../packages/client/src/index.ts';
import { createClientHarness, type ClientHarness } from './client-harness.ts';
import { createConsumer, type Consumer } from './installed-client.ts';

let consumer: Consumer;
let project: string;
beforeAll(() => {
  consumer = createConsumer();
  project = consumer.folder;
});
afterAll(() => consumer?.remove());

const USE = `
  import { createAfterburnClient, createWebStorageStore, verifyWebhook, type AthleteEvent } from '@afterburn/client';
  const client = createAfterburnClient({ baseUrl: '', token: async () => 't', store: createWebStorageStore(localStorage) });
  const { id } = await client.workouts.save({ athleteId: 'a', sport: 'run', startedAt: '', durationSeconds: 1 });
  for await (const { title } of client.workouts.list()) title satisfies string | null;
  const monthOf = (event: AthleteEvent) => event.type === 'report.ready' && event.data.month;
  // @ts-expect-error -- a client is an app or an athlete
  createAfterburnClient({ baseUrl: '' });
  // @ts-expect-error -- no sport
  await client.workouts.save({ athleteId: 'a', sport: 'chess', startedAt: '', durationSeconds: 1 });
  await client.workouts.edit({ id, revision: 1 }, { title: null });
  const webhook = await verifyWebhook({ body: '', headers: new Headers(), key: '' });
  if (webhook.type === 'achievement.earned') webhook.data.title satisfies string;
  webhook.sequence satisfies number;
  export { monthOf };
`;

describe('the package', () => {
  it.each(['bundler', 'nodenext'])(
    'has its types where nothing of Node is, resolved as by %s',
    (resolution) => {
      writeFileSync(path.join(project, 'use.ts'), USE);
      consumer.compile({
        module: resolution === 'bundler' ? 'esnext' : 'nodenext',
        moduleResolution: resolution,
        target: 'es2022',
        lib: ['es2022', 'dom'],
        types: [],
        strict: true,
        exactOptionalPropertyTypes: true,
        noEmit: true,
      });
    },
  );

  it('holds the built client, its guide and its license, and needs nothing else', () => {
    const files = readdirSync(consumer.installed, { recursive: true, encoding: 'utf8' });
    expect(files.filter((file) => !file.startsWith('dist')).sort()).toEqual([
      'LICENSE',
      'README.md',
      'package.json',
    ]);
    expect(files).toContain(path.join('dist', 'index.js'));
    const manifest = JSON.parse(
      readFileSync(path.join(consumer.installed, 'package.json'), 'utf8'),
    ) as object;
    expect(Object.keys(manifest).filter((name) => /dependencies/i.test(name))).toEqual([]);
    expect(readdirSync(path.join(project, 'node_modules', '@afterburn'))).toEqual(['client']);
  });
});

describe("the guide's file store", () => {
  let harness: ClientHarness;
  let server: RunningServer;
  let isDeaf = false;
  beforeAll(async () => {
    harness = await createClientHarness();
    server = await startServer({
      app: {
        async fetch(request, env) {
          const response = await harness.api.app.fetch(request, env);
          return isDeaf ? new Promise(() => {}) : response;
        },
      },
      host: '127.0.0.1',
      port: 0,
    });
    const guide = readFileSync(path.join(consumer.installed, 'README.md'), 'utf8');
    const [, code = ''] = /```js\n(.*?)```/s.exec(guide) ?? [];
    writeFileSync(path.join(project, 'file-store.js'), code);
    writeFileSync(path.join(project, 'app.js'), APP);
  });
  afterAll(async () => {
    await server?.close({ drainMs: 0, graceMs: 0 });
    await harness?.stop();
  });

  /** An app: it resumes what is left, says so, and saves what it is given. */
  const APP = `
    import { createAfterburnClient } from '@afterburn/client';
    import { createFileStore } from './file-store.js';
    const [baseUrl, apiKey, folder, run] = process.argv.slice(2);
    const client = createAfterburnClient({ baseUrl, apiKey, store: await createFileStore(folder) });
    for (const { outcome } of await client.resume()) console.log(outcome);
    if (run) console.log((await client.workouts.save(JSON.parse(run))).status);
  `;
  const startApp = (folder: string, ...run: string[]): ChildProcess =>
    spawn(process.execPath, ['app.js', server.url, harness.api.apiKey, folder, ...run], {
      cwd: project,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
  async function outputOf(app: ChildProcess): Promise<string> {
    let output = '';
    for await (const chunk of app.stdout!) output += String(chunk);
    return output.trim();
  }

  it('brings a save over the death of its process', async () => {
    const folder = path.join(project, 'saves');
    const run = harness.aNewRun({ athleteId: 'killed' });
    isDeaf = true;
    const killed = startApp(folder, JSON.stringify(run));
    const ended = outputOf(killed);
    while ((await harness.countWorkouts('killed')) === 0) await delay(10);
    killed.kill('SIGKILL');
    expect(await ended).toBe('');
    expect(readdirSync(folder)).toHaveLength(1);

    isDeaf = false;
    expect(await outputOf(startApp(folder))).toBe('accepted');
    expect(readdirSync(folder)).toEqual([]);
    expect(await harness.countWorkouts('killed')).toBe(1);
    expect(await outputOf(startApp(folder, JSON.stringify(harness.aNewRun())))).toBe('accepted');
  });

  it('is not thrown by half a file, and takes any key', async () => {
    const folder = path.join(project, 'odd');
    const { createFileStore } = (await import(pathToFileURL(path.join(project, 'file-store.js')).href)) as {
      createFileStore: (folder: string) => Promise<SaveStore>;
    };
    const store = await createFileStore(folder);
    const save = { key: '../a/b?*:', savedAt: '', submission: harness.aNewRun() };
    await store.put(save);
    writeFileSync(path.join(folder, 'half.json'), '{"key":');
    expect(await store.list()).toEqual([save]);
    await store.delete(save.key);
    await store.delete('never there');
    expect(await store.list()).toEqual([]);
  });
});
