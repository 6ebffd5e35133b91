import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { Temporal } from '../../src/temporal/client.ts';
import { createEmptyDatabase } from '../support/database.ts';
import { createTestNamespace } from '../support/temporal.ts';
import { aRun } from '../support/workouts.ts';
import { buildApp, runProgram, startProgram, type BuiltApp, type Program } from './built-programs.ts';

const CHECK_WORKER = ['scripts/check-worker.mjs'];
const API_KEY = 'a-key-of-this-test-alone';

let app: BuiltApp;
let database: Awaited<ReturnType<typeof createEmptyDatabase>>;
let temporal: Temporal;
const running: Program[] = [];

beforeAll(async () => {
  app = buildApp();
  [database, temporal] = await Promise.all([createEmptyDatabase(), createTestNamespace()]);
});
afterAll(async () => {
  await Promise.all(running.map((program) => program.stop()));
  await temporal?.close();
  await database?.drop();
  app?.remove();
});

const environment = () => ({
  DATABASE_URL: database.databaseUrl,
  TEMPORAL_ADDRESS: inject('temporalAddress'),
  TEMPORAL_NAMESPACE: temporal.namespace,
  AFTERBURN_DATA_DIR: path.join(app.folder, '.data'),
  PORT: '0',
});

const start = (file: string, env: Record<string, string> = {}): Program => {
  const program = startProgram(app, file, { ...environment(), ...env });
  running.push(program);
  return program;
};

const urlOf = (line: string): string => /http:\/\/[^"\s]+/.exec(line)?.[0] ?? '';

/** Saves a workout as an app back end would, and reads it until it is terminal. */
async function saveAndAwait(url: string, athleteId: string): Promise<{ status: string }> {
  const headers = { authorization: `Bearer ${API_KEY}`, 'content-type': 'application/json' };
  // Of a month that is long over: `verify` lists the missing reports of the last one.
  const body = JSON.stringify(aRun({ athleteId, startedAt: '2026-03-20T07:30:00Z' }));
  const saved = await fetch(`${url}/v1/workouts`, { method: 'POST', headers, body });
  expect(saved.status).toBe(202);
  const location = new URL(saved.headers.get('location') ?? '', url);
  for (;;) {
    const workout = (await (await fetch(location, { headers })).json()) as { status: string };
    if (workout.status.startsWith('processed')) return workout;
    await delay(50);
  }
}

describe('the build', () => {
  it('holds the files that are read at run time, and the workflows as one file', () => {
    const file = (...names: string[]) => path.join(app.folder, 'dist', ...names);
    expect(existsSync(file('db', 'migrations', '0001_core.sql'))).toBe(true);
    expect(existsSync(file('web', 'assets'))).toBe(true);
    expect(existsSync(file('worker', 'main.js.map'))).toBe(true);
    expect(readFileSync(file('workflow-bundle.js'), 'utf8')).toContain('ProcessWorkout');
  });

  it('migrates an empty database, and finds nothing to do the second time', () => {
    const env = { ...environment(), AFTERBURN_API_KEY: API_KEY };
    const first = runProgram(app, ['dist/db/main.js'], env);
    expect(first).toMatchObject({ status: 0, stdout: expect.stringContaining('0001_core') as string });
    expect(runProgram(app, ['dist/db/main.js'], env)).toMatchObject({
      status: 0,
      stdout: 'The schema is up to date.\n',
    });
  });

  it('makes a key once where none is set and one is asked for', () => {
    const keyFile = path.join(app.folder, '.data', 'api-key');
    expect(existsSync(keyFile)).toBe(false);
    const first = runProgram(app, ['dist/db/main.js', '--make-key'], environment());
    const key = readFileSync(keyFile, 'utf8');
    expect(first).toMatchObject({ status: 0, stdout: expect.stringContaining(key) as string });
    expect(statSync(keyFile).mode & 0o777).toBe(0o600);
    expect(runProgram(app, ['dist/db/main.js', '--make-key'], environment()).stdout).not.toContain(
      key.trim(),
    );
    expect(readFileSync(keyFile, 'utf8')).toBe(key);
  });

  it('says in one line what is wrong with the configuration', () => {
    const { status, stderr } = runProgram(app, ['dist/db/main.js'], { ...environment(), PORT: 'eighty' });
    expect(status).toBe(1);
    expect(stderr).toContain('PORT');
    expect(stderr).not.toContain('    at ');
  });

  it('is not healthy as a worker while nobody here asks for work', () => {
    expect(runProgram(app, CHECK_WORKER, environment())).toMatchObject({ status: 1 });
    const nowhere = { ...environment(), TEMPORAL_ADDRESS: '127.0.0.1:1' };
    expect(runProgram(app, CHECK_WORKER, nowhere)).toMatchObject({ status: 1 });
  });

  it('accepts and processes a workout, API and worker as processes of their own', async () => {
    const worker = start('worker/main.js', {
      AFTERBURN_WORKFLOW_BUNDLE: path.join(app.folder, 'dist', 'workflow-bundle.js'),
    });
    const api = start('api/main.js');
    const url = urlOf(await api.line(/Listening/));
    expect(await saveAndAwait(url, 'built')).toMatchObject({ status: 'processed' });
    expect(runProgram(app, CHECK_WORKER, environment())).toMatchObject({ status: 0 });
    expect(worker.output()).not.toContain('webpack');
    expect(runProgram(app, ['dist/ops/main.js', 'verify'], environment())).toMatchObject({
      status: 0,
      stdout: '',
    });
    expect(await Promise.all([api.stop(), worker.stop()])).toEqual([0, 0]);
  });

  it('starts all of it by the launcher, too', async () => {
    const launcher = start('embedded/main.js', { AFTERBURN_API_KEY: API_KEY });
    const url = urlOf(await launcher.line(/^ +API /));
    expect(await saveAndAwait(url, 'launched')).toMatchObject({ status: 'processed' });
    expect(await launcher.stop()).toBe(0);
  });
});
