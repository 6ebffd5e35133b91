import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Runs the compiler. @throws Error with what it found */
export function runTsc(...args: string[]): void {
  const tsc = path.join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const { status, stdout } = spawnSync(process.execPath, [tsc, ...args], { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error(stdout);
}

/** The client as modules that a browser reads, with their types, in a folder of their own. */
export function compileClient(): { folder: string; remove(): void } {
  const folder = mkdtempSync(path.join(tmpdir(), 'afterburn-client-'));
  const project = path.join(root, 'src', 'client', 'tsconfig.json');
  runTsc('--project', project, '--outDir', folder, '--emitDeclarationOnly', 'false');
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
