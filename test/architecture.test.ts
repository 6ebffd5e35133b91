import { readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { bundleWorkflows } from '../src/worker/workers.ts';
import { parseSourceFile, readSourceFiles, type Reference, type SourceFile } from './support/source-files.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * Who may import what, in the order in which a workout travels. `(types)`: only by `import type`. `(path)`: only as the
 * address of a file. `node` stands for every builtin, `node:x` for one. What is not named is refused.
 */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  domain: ['domain', 'temporal-polyfill'],
  db: ['domain', 'db', 'pg', 'node-pg-migrate', 'uuid', 'node'],
  activities: [
    'domain',
    'db',
    'delivery',
    'activities',
    'web',
    'pg (types)',
    '@temporalio/activity',
    '@temporalio/common',
    // Recordings: one parser a format, the time zones, and the thread that they run in.
    'saxes',
    'fit-file-parser',
    '@photostructure/tz-lookup',
    'node:zlib',
    'node:os',
    'node:worker_threads',
    // A batch waits for a run that somebody waits for.
    'node:timers',
    'process',
  ],
  workflows: ['domain', 'workflows', 'activities (types)', '@temporalio/workflow', '@temporalio/common'],
  temporal: [
    'domain',
    'db',
    'temporal',
    'workflows (types)',
    '@temporalio/client',
    '@temporalio/common',
    '@temporalio/envconfig',
    'uuid',
    'node',
  ],
  api: [
    'domain',
    'db',
    'delivery',
    'temporal',
    'api',
    'web',
    'zod',
    'hono',
    '@hono/zod-openapi',
    '@hono/node-server',
    'prom-client',
    // Imports come as zips, too, and a list of files in one as CSV.
    'yauzl',
    'd3-dsv',
    // The thread that renders.
    'process',
    'node',
  ],
  // What is sent to others: webhooks.
  delivery: ['domain', 'delivery', 'ipaddr.js', 'nodemailer', 'node'],
  web: [
    'domain',
    'web',
    'hono',
    'd3-scale',
    'd3-shape',
    // The PDF of a page, and the fonts of PDFs and cards.
    'saxes',
    'pdfkit',
    'svg-to-pdfkit',
    'fontkit',
    '@resvg/resvg-js',
    // The files that it serves, and the fonts.
    'node:fs',
    'node:path',
    'node:url',
  ],
  worker: [
    'domain',
    'db',
    'temporal',
    'workflows (path)',
    'workflow-bundle (path)',
    'activities',
    'worker',
    '@temporalio/worker',
    'pino',
    'node',
  ],
  ops: ['domain', 'db', 'temporal', 'ops', 'workflow-bundle (path)', '@temporalio/envconfig', 'node'],
  embedded: [
    'domain',
    'db',
    'temporal',
    'embedded',
    'process',
    'main (path)',
    'pino-pretty',
    '@temporalio/envconfig',
    'node',
  ],
  // How a process or a thread of ours starts and ends: shared by the programs.
  process: ['process', 'node'],
  client: ['client'],
  // A caller like any other, by the client. Its recordings need the encoder of their format.
  demo: ['@afterburn/client', 'domain', 'demo', 'fit-file-parser', 'node'],
  config: ['zod', 'node'],
};

/** They wire, so they may import everything; nobody imports them. */
const MAIN_FILE = /^src\/[a-z]+\/main\.tsx?$/;

/** What is run or imported from outside of src. */
const ENTRIES = [MAIN_FILE, /^src\/workflows\/index\.ts$/, /^packages\/client\/src\/index\.ts$/];

const NAMES_THAT_SAY_NOTHING = /^(utils?|common|helpers?|types|services|managers?)$/;

/** The row that a file belongs to: its first folder. Programs (main.ts) have a row of their own. */
function rowOf(file: string): string {
  if (MAIN_FILE.test(file)) return 'main';
  const [, folder = ''] = file.split('/');
  return folder.replace(/\.ts$/, '');
}

const packageOf = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');

function isAllowed(row: string, { kind, specifier, file }: Reference): boolean {
  if (row === 'main') return true;
  const allowed = new Set(MAY_IMPORT[row]);
  const target = file === undefined ? packageOf(specifier) : rowOf(file);
  if (allowed.has(target)) return true;
  if (target.startsWith('node:')) return allowed.has('node');
  if (kind === 'type') return allowed.has(`${target} (types)`);
  return kind === 'path' && allowed.has(`${target} (path)`);
}

const forbiddenImports = (files: readonly SourceFile[]): string[] =>
  files.flatMap(({ file, references }) =>
    references
      .filter((reference) => !isAllowed(rowOf(file), reference))
      .map(({ specifier, kind }) => `${file} → ${specifier}${kind === 'value' ? '' : ` (${kind})`}`),
  );

const oddities = (files: readonly SourceFile[]): string[] =>
  files.flatMap(({ file, oddities: found }) =>
    found
      .filter(({ what }) => !(what === 'process.env' && file === 'src/config.ts'))
      .map(({ what, line }) => `${file}:${line}: ${what}`),
  );

function unreachable(files: readonly SourceFile[]): string[] {
  const byName = new Map(files.map((source) => [source.file, source]));
  const reached = new Set<string>();
  const reach = (file: string): void => {
    if (reached.has(file)) return;
    reached.add(file);
    for (const reference of byName.get(file)?.references ?? []) if (reference.file) reach(reference.file);
  };
  for (const { file } of files) if (ENTRIES.some((entry) => entry.test(file))) reach(file);
  return files.map(({ file }) => file).filter((file) => !reached.has(file));
}

const badNames = (files: readonly string[]): string[] =>
  files.filter((file) => {
    const parts = file.replace(/\.(d\.ts|tsx?|sql|css|js|html|svg|ttf|json)$/, '').split('/');
    return parts.some(
      (part) => !/^[a-z0-9]+([-_][a-z0-9]+)*$/.test(part) || NAMES_THAT_SAY_NOTHING.test(part),
    );
  });

const sources = ['src', 'packages/client/src'].flatMap((folder) => readSourceFiles(root, folder));

describe('the source', () => {
  it('imports only what the table allows', () => {
    expect(forbiddenImports(sources)).toEqual([]);
  });

  it('stands in folders that the table knows', () => {
    const rows = new Set([...Object.keys(MAY_IMPORT), 'main']);
    expect(sources.map(({ file }) => file).filter((file) => !rows.has(rowOf(file)))).toEqual([]);
  });

  it('is reached from a program, the workflows or the client', () => {
    expect(unreachable(sources)).toEqual([]);
  });

  it('reads the environment in one file, and knows no export *', () => {
    expect(oddities(sources)).toEqual([]);
  });

  it('names its files in kebab-case, by what is in them', () => {
    const files = ['src', 'packages/client/src']
      .flatMap((folder) => readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile())
      .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, '/'));
    expect(badNames(files)).toEqual([]);
  });
});

describe('the workflow bundle', () => {
  it('holds our workflows, their rules and names, what they run on, and nothing else', async () => {
    const modules = modulesOf((await bundleWorkflows()).code);
    const ours = modules.filter((name) => name.startsWith('src/'));
    expect(ours).toContain('src/workflows/process-workout.ts');
    expect([...new Set(ours.map(rowOf))].toSorted()).toEqual(['domain', 'workflows']);
    const packages = modules.flatMap((name) => name.split('node_modules/').slice(1).slice(-1)).map(packageOf);
    expect([...new Set(packages)].filter((name) => !IN_THE_SANDBOX.includes(name))).toEqual([]);
    expect(modules.filter((name) => /^(node:|external )/.test(name))).toEqual([]);
  });
});

/** What the SDK's own workflow code is made of, and the domain's one package. */
const IN_THE_SANDBOX = [
  '@temporalio/common',
  '@temporalio/workflow',
  'long',
  'ms',
  'nexus-rpc',
  'temporal-polyfill',
  'temporal-spec',
  'temporal-utils',
];

/** The modules of a bundle, by the source map inside it. */
function modulesOf(code: string): string[] {
  const [, base64 = ''] = /sourceMappingURL=data:[^,]*base64,([A-Za-z0-9+/=]+)/.exec(code) ?? [];
  const map = JSON.parse(Buffer.from(base64, 'base64').toString('utf8')) as { sources: string[] };
  return map.sources.map((name) => name.replace(root, ''));
}

describe('the checks themselves', () => {
  const forbiddenIn = (file: string, text: string) => forbiddenImports([parseSourceFile(file, text)]);

  it.each([
    ['src/domain/a.ts', `import { z } from 'zod';`],
    ['src/domain/a.ts', `import { createHash } from 'node:crypto';`],
    ['src/domain/a.ts', `import type { Pool } from '../db/pool.ts';`],
    ['src/db/a.ts', `export { dispatch } from '../temporal/dispatcher.ts';`],
    ['src/activities/a.ts', `import pg from 'pg';`],
    ['src/workflows/a.ts', `import { createActivities } from '../activities/index.ts';`],
    ['src/workflows/a.ts', `import { type Activities } from '../activities/index.ts';`],
    ['src/workflows/a.ts', `const names = await import('node:fs');`],
    ['src/domain/workflow-ids.ts', `import { Client } from '@temporalio/client';`],
    ['src/api/a.ts', `import { Worker } from '@temporalio/worker';`],
    ['src/api/a.ts', `type Steps = typeof import('../workflows/run-steps.ts');`],
    ['src/worker/a.ts', `import { ProcessWorkout } from '../workflows/index.ts';`],
    ['packages/client/src/a.ts', `import { readFile } from 'node:fs/promises';`],
    ['src/api/a.ts', `import { loadConfig } from '../config.ts';`],
    ['src/api/a.ts', `import '../worker/main.ts';`],
  ])('refuse in %s: %s', (file, text) => {
    expect(forbiddenIn(file, text)).toHaveLength(1);
  });

  it.each([
    ['src/workflows/a.ts', `import type { Activities } from '../activities/index.ts';`],
    ['src/activities/a.ts', `import type { ClientBase } from 'pg';`],
    ['src/worker/a.ts', `const workflows = new URL('../workflows/index.ts', import.meta.url);`],
    ['src/embedded/a.ts', `const main = new URL('../api/main.ts', import.meta.url);`],
    ['src/api/a.ts', `import { logger } from 'hono/logger';`],
    ['src/api/main.ts', `import { loadConfig } from '../config.ts';`],
  ])('allow in %s: %s', (file, text) => {
    expect(forbiddenIn(file, text)).toEqual([]);
  });

  it('find a file that nobody reaches', () => {
    const files = [
      parseSourceFile('src/api/main.ts', `export type { A } from './a.ts';`),
      parseSourceFile('src/api/a.ts', `export type A = 1;`),
      parseSourceFile('src/api/lost.ts', `import './a.ts';`),
    ];
    expect(unreachable(files)).toEqual(['src/api/lost.ts']);
  });

  it.each([
    ['process.env', `const port = process.env['PORT'];`],
    ['process.env', `const { env } = process;`],
    ['process.env', `import { env } from 'node:process';`],
    ['export *', `export * from './a.ts';`],
    ['export *', `export * as a from './a.ts';`],
    ['a computed import', `await import(name);`],
  ])('find %s in: %s', (what, text) => {
    expect(oddities([parseSourceFile('src/api/a.ts', text)])).toEqual([`src/api/a.ts:1: ${what}`]);
  });

  it('refuse names that say nothing', () => {
    const names = [
      'src/api/utils.ts',
      'src/helpers/a.ts',
      'src/api/workoutView.ts',
      'src/db/migrations/0001_core.sql',
    ];
    expect(badNames(names)).toEqual(names.slice(0, 3));
  });
});
