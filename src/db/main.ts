/**
 * `npm run db:migrate`: migrates the schema, and ensures the API key of AFTERBURN_API_KEY. With `--make-key`, and
 * without that variable, creates a key once and stores it in the data folder, for setups of one command.
 */
import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { loadConfig, type Config } from '../config.ts';
import { ensureApiKeyFile } from '../embedded/api-key-file.ts';
import { ensureApiKey } from './athletes/api-keys.ts';
import { migrate } from './migrate.ts';
import { createPool } from './pool.ts';

/** The app of the key; an installation with more apps creates their keys with `npm run ops -- keys`. */
const APP_NAME = 'default';

try {
  const { values } = parseArgs({ options: { 'make-key': { type: 'boolean', default: false } } });
  await prepareDatabase(loadConfig(), values['make-key']);
} catch (error) {
  // A message for people, without a stack.
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

/** Stores a new key and prints it once. */
function keepKey(dataDir: string): string {
  mkdirSync(dataDir, { recursive: true });
  const isKnown = existsSync(path.join(dataDir, 'api-key'));
  const { apiKey, file } = ensureApiKeyFile(dataDir);
  console.log(isKnown ? `The API key is in ${file}.` : `Created an API key, stored in ${file}: ${apiKey}`);
  return apiKey;
}
