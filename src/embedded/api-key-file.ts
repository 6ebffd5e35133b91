import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { makeApiKey } from '../db/athletes/api-keys.ts';

export interface ApiKeyFile {
  apiKey: string;
  file: string;
}

/**
 * Returns the key of the embedded run: the configured one, else the stored one, else a new one. Only the owner can
 * read its file; the database holds its hash.
 */
export function ensureApiKeyFile(dataDir: string, chosen?: string): ApiKeyFile {
  const file = path.join(dataDir, 'api-key');
  const known = existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined;
  const apiKey = chosen ?? (known || makeApiKey());
  if (apiKey !== known) writeWhole(file, `${apiKey}\n`);
  return { apiKey, file };
}

function writeWhole(file: string, text: string): void {
  const unfinished = `${file}.${process.pid}`;
  writeFileSync(unfinished, text, { mode: 0o600 });
  renameSync(unfinished, file);
}
