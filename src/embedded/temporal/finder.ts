import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { downloadTemporal } from './download.ts';
import { installTemporalWithGo } from './go-install.ts';
import { TEMPORAL_CLI_VERSION } from './version.ts';

/** An executable Temporal CLI, and the version that it reports. */
export interface TemporalBinary {
  file: string;
  version: string;
}

export interface FinderOptions {
  /** Afterburn's folder inside the user's cache. */
  cacheDir: string;
  log?: (line: string) => void;
  signal?: AbortSignal;
}

/** Installs the CLI into a folder. Returns false if it cannot on this machine. */
export type TemporalInstaller = (
  folder: string,
  context: { log: (line: string) => void; signal?: AbortSignal | undefined },
) => Promise<boolean>;

const INSTALLERS: readonly TemporalInstaller[] = [downloadTemporal, installTemporalWithGo];

/** Finds the Temporal CLI: on the PATH, in the cache, or by installing it. */
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

/** Returns the version that an executable reports, which also proves that it runs on this machine. */
export function identifyTemporal(file: string): TemporalBinary | undefined {
  if (path.isAbsolute(file) && !existsSync(file)) return undefined;
  const probe = spawnSync(file, ['--version'], { encoding: 'utf8', timeout: 10_000 });
  return probe.status === 0 ? { file, version: probe.stdout.trim() } : undefined;
}

/**
 * Installs into a temporary folder and renames it when it is complete, so that a kill leaves nothing that looks
 * finished.
 */
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
