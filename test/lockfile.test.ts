import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

interface Entry {
  version?: string;
  resolved?: string;
  link?: boolean;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
}

const read = (file: string) =>
  JSON.parse(readFileSync(new URL(`../${file}`, import.meta.url), 'utf8')) as object;
const { packages } = read('package-lock.json') as { packages: Record<string, Entry> };
const manifest = read('package.json') as Entry;

describe('package-lock.json', () => {
  /** `npm ci` refuses a lockfile that lacks one of them, on every platform, with "Missing: … from lock file". */
  it('knows the packages of every platform, not only of the one it was written on', () => {
    const missing = Object.entries(packages).flatMap(([place, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter(
        (name) => !packages[`node_modules/${name}`] && !packages[`${place}/node_modules/${name}`],
      ),
    );
    expect(missing).toEqual([]);
  });

  it('names no registry, so that each one installs from their own', () => {
    const installed = Object.values(packages).filter(({ link }) => !link);
    expect(installed.filter(({ resolved }) => resolved !== undefined)).toEqual([]);
    expect(JSON.stringify(read('test/contract/tools/package-lock.json'))).not.toContain('"resolved"');
  });
});

const MANIFESTS = ['package.json', 'packages/client/package.json', 'bench/package.json'];

describe.each(MANIFESTS)('%s', (file) => {
  const { dependencies, devDependencies } = read(file) as Entry;

  it('pins each version, as the lockfile has it', () => {
    for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies })) {
      const { link, resolved, ...installed } = packages[`node_modules/${name}`]!;
      expect([name, link ? packages[resolved!]!.version : installed.version]).toEqual([name, version]);
    }
  });
});

describe('what `npm start` and `npm test` install', () => {
  it('has none of the engines that the benchmark compares with', () => {
    const { dependencies = {} } = read('bench/package.json') as Entry;
    const own = { ...manifest.dependencies, ...manifest.devDependencies };
    expect(Object.keys(dependencies)).toContain('pg-boss');
    expect(Object.keys(dependencies).filter((name) => name in own)).toEqual([]);
  });
});
