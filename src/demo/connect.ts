import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createAfterburnClient, ProblemError, type AfterburnClient } from '@afterburn/client';

const ANSWER_WITHIN_MS = 3_000;

export interface ConnectOptions {
  url: string;
  /** The configured key; without one, the key that `npm start` stores in its folder. */
  apiKey: string | undefined;
  dataDir: string;
}

/** Connects to the service. @throws Error with a message for people when it is not reachable or refuses the key */
export async function connect({ url, ...options }: ConnectOptions): Promise<AfterburnClient> {
  await requireService(url);
  const { apiKey, source } = findApiKey(options);
  // A person is watching: half a minute is long enough.
  const retry = { giveUpAfterMs: 30_000, longestPauseMs: 2_000 };
  const client = createAfterburnClient({ baseUrl: url, apiKey, retry });
  try {
    await client.leaderboards.list();
  } catch (error) {
    if (!(error instanceof ProblemError) || error.code !== 'unauthorized') throw error;
    const sentence = `The service does not know the API key of ${source}: is it the key of another one?`;
    throw new Error(sentence, { cause: error });
  }
  return client;
}

async function requireService(url: string): Promise<void> {
  let status: unknown;
  try {
    const response = await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
    ({ status } = (await response.json().catch(() => ({}))) as { status?: unknown });
  } catch {
    throw new Error(
      `Afterburn is not running at ${url}: start it with "npm start" in another terminal, or set its address with --url or PORT.`,
    );
  }
  if (status !== 'alive')
    throw new Error(`The server at ${url} is not Afterburn: set its address with --url or PORT.`);
}

function findApiKey({ dataDir, apiKey }: Pick<ConnectOptions, 'dataDir' | 'apiKey'>) {
  if (apiKey !== undefined) return { apiKey, source: 'AFTERBURN_API_KEY' };
  const source = path.join(dataDir, 'api-key');
  try {
    return { apiKey: readFileSync(source, 'utf8').trim(), source };
  } catch (cause) {
    const sentence = `There is no API key in ${source}: set AFTERBURN_API_KEY, or AFTERBURN_DATA_DIR to the folder of the running service.`;
    throw new Error(sentence, { cause });
  }
}
