import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { TEMPORAL_CLI_VERSION } from './version.ts';

const PROGRESS_INTERVAL_MS = 10_000;

interface Context {
  log: (line: string) => void;
  signal?: AbortSignal | undefined;
}

/** Builds the CLI with the Go toolchain, if there is one: about two and a half minutes the first time. */
export async function installTemporalWithGo(folder: string, { log, signal }: Context): Promise<boolean> {
  if (spawnSync('go', ['version'], { stdio: 'ignore' }).status !== 0) return false;
  const startedAt = Date.now();
  log(`Building Temporal ${TEMPORAL_CLI_VERSION} with Go: two to three minutes, once …`);
  const progress = setInterval(
    () => log(`Still building Temporal: ${Math.round((Date.now() - startedAt) / 1000)} s …`),
    PROGRESS_INTERVAL_MS,
  );
  try {
    return await goInstall(folder, { log, signal });
  } finally {
    clearInterval(progress);
  }
}

async function goInstall(folder: string, { log, signal }: Context): Promise<boolean> {
  // `env` sets one variable and keeps the rest of the environment.
  const module = `github.com/temporalio/cli/cmd/temporal@v${TEMPORAL_CLI_VERSION}`;
  const go = spawn('env', [`GOBIN=${folder}`, 'go', 'install', '-ldflags=-s -w', module], {
    stdio: ['ignore', 'ignore', 'pipe'],
    cwd: folder,
    ...(signal && { signal }),
  });
  let lastLine = '';
  go.stderr.on(
    'data',
    (chunk: Buffer) => (lastLine = chunk.toString().trimEnd().split('\n').at(-1) ?? lastLine),
  );
  const [code] = (await once(go, 'close')) as [number | null];
  if (code !== 0) log(`Temporal could not be built with Go: ${lastLine}`);
  return code === 0;
}
