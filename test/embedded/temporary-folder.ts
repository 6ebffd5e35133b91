import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { removePostgresHome } from '../../src/embedded/postgres/home.ts';

/** A 0700 folder, as `mktemp -d` makes it, that is gone after the test. */
export function makeTemporaryFolder(): string {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'afterburn-embedded-')));
  onTestFinished(() => {
    removePostgresHome(folder);
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}
