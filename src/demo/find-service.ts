import { readFileSync } from 'node:fs';
import path from 'node:path';

const ANSWER_WITHIN_MS = 3_000;

/** @throws an Error when no Afterburn answers there */
export async function requireService(url: string): Promise<void> {
  let status: unknown;
  try {
    const response = await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
    ({ status } = (await response.json().catch(() => ({}))) as { status?: unknown });
  } catch {
    throw new Error(
      `Afterburn is not running at ${url}: start it with "npm start" in another terminal, or name its address with --url or PORT.`,
    );
  }
  if (status !== 'alive')
    throw new Error(`What answers at ${url} is not Afterburn: name its address with --url or PORT.`);
}

export interface FoundKey {
  apiKey: string;
  /** Where it is from, for a person who has the wrong one. */
  source: string;
}

/** The key that was set, else the one that `npm start` keeps in its folder. @throws an Error when there is none */
export function findApiKey({ dataDir, apiKey }: { dataDir: string; apiKey: string | undefined }): FoundKey {
  if (apiKey !== undefined) return { apiKey, source: 'AFTERBURN_API_KEY' };
  const source = path.join(dataDir, 'api-key');
  const text = readKeyFile(source);
  if (text) return { apiKey: text, source };
  throw new Error(
    `There is no API key in ${source}: set AFTERBURN_API_KEY, or AFTERBURN_DATA_DIR to the folder of the running service.`,
  );
}

function readKeyFile(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return undefined;
  }
}
