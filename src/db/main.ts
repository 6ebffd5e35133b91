/**
 * `npm run db:migrate`: brings the schema up to this version, and makes sure that the API key of AFTERBURN_API_KEY is
 * known. With `--make-key` and none set, one is made, once, and kept in the data folder: for a set-up of one command.
 */
import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { loadConfig, type Config } from '../config.ts';
import { ensureApiKeyFile } from '../embedded/api-key-file.ts';
import { ensureApiKey } from './athletes/api-keys.ts';
import { migrate } from './migrate.ts';
import { createPool } from './pool.ts';

/** Whom the key belongs to; an installation with more than one app makes the others with `npm run ops -- keys`. */
const APP_NAME = 'default';

try {
  const { values } = parseArgs({ options: { 'make-key': { type: 'boolean', default: false } } });
  await prepareDatabase(loadConfig(), values['make-key']);
} catch (error) {
  // A sentence for a person; a stack would hide it.
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}

async function prepareDatabase(config: Config, makeKey: boolean): Promise<void> {
  const applied = await migrate(config.databaseUrl, { log: console.log });
  console.log(applied.length > 0 ? `Applied ${applied.join(', ')}.` : 'The schema is up to date.');
  const key = config.apiKey ?? (makeKey ? keepKey(config.dataDir) : undefined);
  if (key === undefined) return;
  const { databaseUrl } = config;
  const pool = createPool({ databaseUrl, applicationName: 'afterburn-migrate', max: 1, onError: () => {} });
  try {
    await ensureApiKey(pool, { key, appName: APP_NAME, role: 'operator' });
  } finally {
    await pool.end();
  }
}

/** A key that is made now is printed, once: whoever started this has seen nothing else of it. */
function keepKey(dataDir: string): string {
  mkdirSync(dataDir, { recursive: true });
  const isKnown = existsSync(path.join(dataDir, 'api-key'));
  const { apiKey, file } = ensureApiKeyFile(dataDir);
  console.log(isKnown ? `The API key is in ${file}.` : `Made an API key, kept in ${file}: ${apiKey}`);
  return apiKey;
}
