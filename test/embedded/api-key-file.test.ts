import { readFileSync, statSync } from 'node:fs';
import { expect, it } from 'vitest';
import { ensureApiKeyFile } from '../../src/embedded/api-key-file.ts';
import { makeTemporaryFolder } from './temporary-folder.ts';

it('makes a key once, in a file for its owner only', () => {
  const dataDir = makeTemporaryFolder();
  const { apiKey, file } = ensureApiKeyFile(dataDir);
  expect(apiKey).toMatch(/^ab_[A-Za-z0-9_-]{43}$/);
  expect(readFileSync(file, 'utf8')).toBe(`${apiKey}\n`);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(ensureApiKeyFile(dataDir)).toEqual({ apiKey, file });
});

it('keeps the key that was chosen', () => {
  const dataDir = makeTemporaryFolder();
  ensureApiKeyFile(dataDir);
  const chosen = 'a-key-that-somebody-chose';
  expect(ensureApiKeyFile(dataDir, chosen).apiKey).toBe(chosen);
  expect(ensureApiKeyFile(dataDir).apiKey).toBe(chosen);
});
