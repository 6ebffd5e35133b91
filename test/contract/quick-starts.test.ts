import { execFile, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createConsumer, type Consumer } from '../client/installed-client.ts';
import { startLiveApp, type LiveApp } from '../e2e/live-app.ts';

const GUIDE = readFileSync(new URL('../../docs/clients.md', import.meta.url), 'utf8');

interface QuickStart {
  fence: string;
  file: string;
  command: string;
  args: string[];
  /** Prints its version; it is missing where this fails. */
  probe: string[];
  athleteId: string;
}

const PROGRAMS: QuickStart[] = [
  {
    fence: 'sh',
    file: 'run.sh',
    command: 'bash',
    args: ['run.sh'],
    probe: ['curl', '--version'],
    athleteId: 'ada-curl',
  },
  {
    fence: 'ts',
    file: 'run.ts',
    command: process.execPath,
    args: ['--import', import.meta.resolve('tsx'), 'run.ts'],
    probe: [process.execPath, '--version'],
    athleteId: 'ada-ts',
  },
  {
    fence: 'python',
    file: 'run.py',
    command: 'python3',
    args: ['run.py'],
    probe: ['python3', '--version'],
    athleteId: 'ada-py',
  },
  {
    fence: 'go',
    file: 'run.go',
    command: 'go',
    args: ['run', 'run.go'],
    probe: ['go', 'version'],
    athleteId: 'ada-go',
  },
  {
    fence: 'kotlin',
    file: 'run.kt',
    command: 'bash',
    args: ['-c', 'kotlinc run.kt -include-runtime -d run.jar && java -jar run.jar'],
    probe: ['kotlinc', '-version'],
    athleteId: 'ada-kt',
  },
];

let app: LiveApp;
let consumer: Consumer;
beforeAll(async () => {
  consumer = createConsumer();
  app = await startLiveApp();
});
afterAll(async () => {
  await app?.stop();
  consumer?.remove();
});

describe('the quick start in docs/clients.md', () => {
  it.for(PROGRAMS)(
    'in $fence runs as printed',
    { timeout: 240_000 },
    async ({ fence, file, command, args, probe, athleteId }, { skip }) => {
      const [tool = '', ...version] = probe;
      if (spawnSync(tool, version).status !== 0) skip(`${tool} is not installed`);
      const [, code = ''] = new RegExp('```' + fence + '\\n(.*?)```', 's').exec(GUIDE) ?? [];
      mkdirSync(consumer.folder, { recursive: true });
      writeFileSync(path.join(consumer.folder, file), code.replaceAll('http://127.0.0.1:3000', app.url));
      const { stdout } = await promisify(execFile)(command, args, {
        cwd: consumer.folder,
        env: { ...process.env, AFTERBURN_API_KEY: app.apiKey },
      });
      expect(stdout).toMatch(/["']?workouts["']?: ?1/);
      const { earned } = await app.call('GET', `/v1/athletes/${athleteId}/achievements`);
      expect(earned.map(({ title }: { title: string }) => title)).toContain('First run');
    },
  );
});
