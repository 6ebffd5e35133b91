import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { arch, platform } from 'node:os';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { TEMPORAL_CLI_VERSION } from './version.ts';

/** The host from which Temporal's SDKs download its CLI as well. */
const PUBLISHED = 'https://temporal.download';

/** Long enough for a slow network, and short enough for a machine without one. */
const ANSWER_TIMEOUT_MS = 4_000;

const ARCHITECTURES: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64' };

/** Downloads the official CLI. Without internet it prints one line and returns false. */
export async function downloadTemporal(
  folder: string,
  { log, signal }: { log: (line: string) => void; signal?: AbortSignal | undefined },
  host = PUBLISHED,
): Promise<boolean> {
  const query = new URLSearchParams({ platform: platform(), arch: ARCHITECTURES[arch()] ?? arch() });
  const url = `${host}/cli/archive/v${TEMPORAL_CLI_VERSION}?${query.toString()}`;
  const noAnswer = new AbortController();
  const timer = setTimeout(() => noAnswer.abort(new Error('no answer')), ANSWER_TIMEOUT_MS);
  try {
    const response = await fetch(url, {
      signal: signal ? AbortSignal.any([signal, noAnswer.signal]) : noAnswer.signal,
    });
    clearTimeout(timer);
    if (!response.ok || !response.body) throw new Error(`HTTP ${response.status}`);
    log(`Downloading Temporal ${TEMPORAL_CLI_VERSION} (about 60 MB, once) …`);
    await unpack(Readable.fromWeb(response.body), folder);
    return true;
  } catch (error) {
    log(`Temporal ${TEMPORAL_CLI_VERSION} cannot be downloaded from ${host}: ${reasonOf(error)}.`);
    return false;
  } finally {
    clearTimeout(timer);
  }
}

async function unpack(archive: Readable, folder: string): Promise<void> {
  const tar = spawn('tar', ['-xzf', '-', '-C', folder, 'temporal'], { stdio: ['pipe', 'ignore', 'ignore'] });
  const closed = once(tar, 'close');
  await pipeline(archive, tar.stdin);
  const [code] = (await closed) as [number | null];
  if (code !== 0) throw new Error('the archive cannot be unpacked');
}

/** Returns the cause of a failed fetch, whose own message is only `fetch failed`. */
function reasonOf(error: unknown): string {
  const { cause, message } = error as Error & { cause?: NodeJS.ErrnoException };
  return cause?.code ?? message;
}
