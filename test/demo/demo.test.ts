import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeGpx } from '../../src/demo/make-gpx.ts';
import { findFreePort } from '../../src/embedded/ports.ts';
import { startLiveApp, type LiveApp } from '../e2e/live-app.ts';
import { demo } from './demo-process.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'afterburn-demo-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const file = (name: string, content: Uint8Array | string): string => {
  writeFileSync(path.join(folder, name), content);
  return path.join(folder, name);
};

describe('the demo, against a running service', { timeout: 150_000 }, () => {
  let service: LiveApp;
  beforeAll(async () => {
    service = await startLiveApp();
  });
  afterAll(() => service.stop());

  it('saves, uploads and follows, and ends with figures and links', async () => {
    const { status, stdout, stderr } = await demo(['--url', service.url, '--seed', 'test1'], {
      AFTERBURN_API_KEY: service.apiKey,
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });

    expect(stdout).toMatch(/202 in \d+ ms/);
    expect(stdout).toMatch(/✓ \d+ workouts saved and processed/);
    expect(stdout).toMatch(/🏅 First workout — [a-z]+-test1/);
    expect(stdout).toMatch(/🏅 A run of 10 km — [a-z]+-test1/);
    expect(stdout).toMatch(/🏅 A ride of 50 km — [a-z]+-test1/);
    expect(stdout).toMatch(/🏆 Longest distance of a run: 10\.\d\d km, before \d\.\d\d km/);
    expect(stdout).toMatch(/✓ awardAchievements/);
    expect(stdout).toMatch(/✓ \S+\.gpx .*: run \d\.\d\d km/);
    expect(stdout).toMatch(/✓ \S+\.fit .*: ride \d+\.\d\d km/);
    expect(stdout).toMatch(/processed in .*: \d+ kcal \(heart rate\)/);
    expect(stdout.match(/-test1( +[\d.]+){6} of 4$/gm)).toHaveLength(4);

    expect(stdout).toMatch(new RegExp(`Live page +${service.url}/\\?athlete=\\w+-test1#token=[\\w-]+`));
    expect(stdout).toMatch(
      /Workflow +http:\/\/127\.0\.0\.1:8233\/namespaces\/test-\w+\/workflows\/process-workout-/,
    );
    expect(stdout).not.toContain(service.apiKey);
    // Not a terminal: no colours, nothing rewritten.
    for (const control of ['\r', '\u001B']) expect(stdout).not.toContain(control);
  });

  it('goes on with the same athletes, and with the files that are named, whatever is wrong with some', async () => {
    const startedAt = new Date(Date.now() - 86_400_000).toISOString();
    mkdirSync(path.join(folder, 'more'));
    const files = [
      file('run.gpx.gz', gzipSync(makeGpx({ sport: 'run', startedAt, durationSeconds: 120 }))),
      file('notes.txt', 'No recording.'),
      path.join(folder, 'missing.fit'),
      path.join(folder, 'more'),
      file('empty.tcx', ''),
    ];
    const { status, stdout, stderr } = await demo(['--url', service.url, '--seed', 'test1', ...files], {
      AFTERBURN_API_KEY: service.apiKey,
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout.match(/known from an earlier run/g)).toHaveLength(4);
    expect(stdout).toMatch(/✓ run\.gpx\.gz .*202 in \d+ ms, done in .*: run 0\.\d\d km in 2:00/);
    expect(stdout).toMatch(/✗ notes\.txt .*refused: .*not GPX, TCX or FIT/);
    expect(stdout).toMatch(/✗ missing\.fit +cannot be read: there is no such file/);
    expect(stdout).toMatch(/✗ more +cannot be read: this is a folder/);
    expect(stdout).toMatch(/✗ empty\.tcx +422 .*is empty/);
    expect(stdout).toMatch(/🏅 First run — files-test1/);
  });

  it('says in a sentence that the key is missing, or not the right one', async () => {
    const missing = await demo(['--url', service.url], { AFTERBURN_DATA_DIR: folder });
    expect(missing).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('There is no API key in') as string,
    });
    const wrong = await demo(['--url', service.url], { AFTERBURN_API_KEY: 'x'.repeat(32) });
    expect(wrong.status).toBe(1);
    expect(wrong.stderr).toMatch(/^\nThe service does not know the API key of AFTERBURN_API_KEY.*\n$/);
    expect(wrong.stderr).not.toContain('xxx');
  });
});

describe('the demo, where something is away', () => {
  it('says in a sentence that the service is not running', async () => {
    const port = await findFreePort();
    const { status, stdout, stderr } = await demo([], { PORT: String(port) });
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /^\nAfterburn is not running at http:\/\/127\.0\.0\.1:\d+: start it with "npm start".*\n$/,
    );
    expect(stdout).not.toContain('Athletes');
  });

  it('does not take another server for it', async () => {
    const server = createServer((_, response) => response.end('Hello'));
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const { status, stderr } = await demo(['--url', `127.0.0.1:${port}`], {});
    server.close();
    expect({ status, stderr }).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('is not Afterburn') as string,
    });
  });

  it('says that all is safe when no worker is there', async () => {
    const service = await startLiveApp({ withWorker: false });
    const { status, stdout, stderr } = await demo(['--url', service.url, '--timeout', '2'], {
      AFTERBURN_API_KEY: service.apiKey,
    });
    await service.stop();
    expect(status).toBe(1);
    expect(stdout).toMatch(/202 in \d+ ms/);
    expect(stderr).toMatch(/accepted and .*safe.*[Ss]tart the worker/s);
  });

  it('explains itself, and what it does not understand', async () => {
    expect(await demo(['--help'], {})).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('--url') as string,
    });
    expect((await demo(['--colour'], {})).stderr).toContain("Unknown option '--colour'");
    expect((await demo(['--seed', 'Not one'], {})).stderr).toContain('A seed is');
  });
});
