import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { downloadTemporal } from './download.ts';
import { installTemporalWithGo } from './go-install.ts';
import { TEMPORAL_CLI_VERSION } from './version.ts';

/** An executable Temporal CLI and what it says its version is. */
export interface TemporalBinary {
  file: string;
  version: string;
}

export interface FinderOptions {
  /** Afterburn's own folder inside the user's cache. */
  cacheDir: string;
  log?: (line: string) => void;
  signal?: AbortSignal;
}

/** A way to put the CLI into a folder; false when this way is not open on this machine. */
export type TemporalInstaller = (
  folder: string,
  context: { log: (line: string) => void; signal?: AbortSignal | undefined },
) => Promise<boolean>;

const INSTALLERS: readonly TemporalInstaller[] = [downloadTemporal, installTemporalWithGo];

/** Finds the Temporal CLI: on the PATH, in the cache, or by putting it there. */
export async function findTemporal(
  { cacheDir, log = () => {}, signal }: FinderOptions,
  installers: readonly TemporalInstaller[] = INSTALLERS,
): Promise<TemporalBinary> {
  const cached = path.join(cacheDir, `temporal-${TEMPORAL_CLI_VERSION}`, 'temporal');
  return (
    identifyTemporal('temporal') ??
    identifyTemporal(cached) ??
    (await install(cached, installers, { log, signal }))
  );
}

/** Asks an executable for its version: that it answers also shows that it runs on this machine. */
export function identifyTemporal(file: string): TemporalBinary | undefined {
  if (path.isAbsolute(file) && !existsSync(file)) return undefined;
  const asked = spawnSync(file, ['--version'], { encoding: 'utf8', timeout: 10_000 });
  return asked.status === 0 ? { file, version: asked.stdout.trim() } : undefined;
}

/** Everything is made in a folder of its own and renamed when it is whole: a kill leaves nothing that looks finished. */
async function install(
  target: string,
  installers: readonly TemporalInstaller[],
  context: Parameters<TemporalInstaller>[1],
): Promise<TemporalBinary> {
  const folder = path.dirname(target);
  mkdirSync(folder, { recursive: true });
  const unfinished = mkdtempSync(path.join(folder, 'installing-'));
  try {
    for (const installer of installers) {
      context.signal?.throwIfAborted();
      if (!(await installer(unfinished, context))) continue;
      renameSync(path.join(unfinished, 'temporal'), target);
      const binary = identifyTemporal(target);
      if (binary) return binary;
    }
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
  throw new Error(
    'Afterburn needs Temporal, and found none: install the Temporal CLI (https://docs.temporal.io/cli) so that ' +
      '"temporal" is on the PATH, or set TEMPORAL_ADDRESS to a running server, or install Go and start again.',
  );
}
