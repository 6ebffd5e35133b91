import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../src/config.ts';
import { configVariables } from './support/config-variables.ts';

const lines = readFileSync(new URL('../.env.example', import.meta.url), 'utf8').split('\n');
const ASSIGNMENT = /^# ([A-Z][A-Z0-9_]*)=(.*)$/;
const examples = lines.flatMap((line, index) => {
  const [, name, value = ''] = ASSIGNMENT.exec(line) ?? [];
  return name === undefined ? [] : [{ name, value, above: lines[index - 1] ?? '' }];
});

describe('.env.example', () => {
  it('lists exactly the variables that the configuration reads', () => {
    expect(examples.map(({ name }) => name).toSorted()).toEqual(configVariables().toSorted());
  });

  it('says of each what it is for', () => {
    for (const { above } of examples) expect(above).toMatch(/^# \S.*[.:]$/);
  });

  it('changes nothing as it is', () => {
    expect(lines.filter((line) => line !== '' && !line.startsWith('#'))).toEqual([]);
  });

  it('shows defaults that are the defaults, and examples that are accepted', () => {
    const shown = Object.fromEntries(examples.map(({ name, value }) => [name, value]));
    const system = { HOME: '/home/somebody', PATH: '/usr/bin', XDG_CACHE_HOME: '/home/somebody/.cache' };
    const config = loadConfig({ ...shown, ...system });
    expect(config.explicitPorts.size).toBe(4);
    expect(config).toEqual({
      ...loadConfig(system),
      explicitPorts: config.explicitPorts,
      environment: config.environment,
      databaseUrl: shown['DATABASE_URL'],
      temporalAddress: shown['TEMPORAL_ADDRESS'],
      temporalUiUrl: shown['TEMPORAL_UI_URL'],
    });
  });
});

describe('loadConfig', () => {
  it('names each variable that it cannot use, and says what it must be', () => {
    const load = () => loadConfig({ PORT: '70000', LOG_LEVEL: 'loud', AFTERBURN_API_KEY: 'short' });
    expect(load).toThrow(/AFTERBURN_API_KEY: needs at least 20 characters/);
    expect(load).toThrow(/LOG_LEVEL: .*"fatal"/);
    expect(load).toThrow(/PORT: .*65535/);
  });

  it('takes an empty variable for an absent one', () => {
    const empty = loadConfig({ DATABASE_URL: '', TEMPORAL_ADDRESS: ' ', AFTERBURN_API_KEY: '' });
    expect(empty).toMatchObject({ databaseUrl: undefined, temporalAddress: undefined, apiKey: undefined });
  });

  it('knows the ports that a person chose', () => {
    expect([...loadConfig({ PORT: '3000' }).explicitPorts]).toEqual(['PORT']);
  });

  it('takes the folders as absolute, and the UI without a slash at its end', () => {
    const config = loadConfig({ AFTERBURN_DATA_DIR: 'here', HOME: '/h', TEMPORAL_UI_URL: 'http://ui/' });
    expect(config).toMatchObject({
      dataDir: `${process.cwd()}/here`,
      cacheDir: '/h/.cache/afterburn',
      temporalUiUrl: 'http://ui',
    });
  });

  it('serves metrics of the worker only on a port that is chosen, and on this machine', () => {
    expect(loadConfig({}).metrics).toEqual({ host: '127.0.0.1', port: undefined });
    expect(loadConfig({ METRICS_PORT: '' }).metrics.port).toBeUndefined();
    expect(loadConfig({ METRICS_PORT: '9464', METRICS_HOST: '::1' }).metrics).toEqual({
      host: '::1',
      port: 9464,
    });
    const load = () => loadConfig({ METRICS_PORT: '0', METRICS_HOST: 'localhost' });
    expect(load).toThrow(/METRICS_HOST: must be an IP address/);
    expect(load).toThrow(/METRICS_PORT: /);
  });

  it('takes a gross efficiency that was ever measured, and no other', () => {
    expect(loadConfig({ GROSS_EFFICIENCY: '' }).grossEfficiency).toBe(0.24);
    expect(loadConfig({ GROSS_EFFICIENCY: '0.198' }).grossEfficiency).toBe(0.198);
    for (const value of ['0.12', '0.27', 'high', '0'])
      expect(() => loadConfig({ GROSS_EFFICIENCY: value })).toThrow(/GROSS_EFFICIENCY: /);
  });

  it('refuses links over http in e-mail that leaves this machine', () => {
    const SMTP_URL = 'smtp://127.0.0.1:25';
    for (const PUBLIC_URL of [undefined, '', 'http://127.0.0.1:3000', 'http://api.ember.example'])
      expect(() => loadConfig({ SMTP_URL, PUBLIC_URL })).toThrow(
        /PUBLIC_URL: must be https:\/\/ with SMTP_URL/,
      );
    const PUBLIC_URL = 'https://api.ember.example/';
    expect(loadConfig({ SMTP_URL, PUBLIC_URL }).publicUrl).toBe('https://api.ember.example');
    expect(loadConfig({}).publicUrl).toBe('http://127.0.0.1:3000');
  });

  it.each([['NO_COLOR'], ['CI']])('uses no colours with %s', (name) => {
    expect(loadConfig({ [name]: '1' }).colour).toBe(false);
  });
});
