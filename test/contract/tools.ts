import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Linters and generators for the OpenAPI document, in a folder of their own: 138 MB in 324 packages that neither
 * `npm start` nor any other test needs.
 */
const TOOLS = fileURLToPath(new URL('tools', import.meta.url));

const NO_REGISTRY = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ENETUNREACH|ENOTCACHED/;

/**
 * Installs the tools, once for each lockfile.
 * @returns why they are missing, when no registry can be reached
 * @throws Error with what npm printed, when npm fails for another reason
 */
export function installTools(): string | undefined {
  const lockfile = readFileSync(path.join(TOOLS, 'package-lock.json'), 'utf8');
  const record = path.join(TOOLS, 'node_modules', '.installed-lockfile');
  if (readIfPresent(record) === lockfile) return undefined;
  const { status, output } = run('npm', ['ci', '--ignore-scripts', '--loglevel=error'], { cwd: TOOLS });
  if (status !== 0) {
    if (!NO_REGISTRY.test(output)) throw new Error(`npm ci failed in ${TOOLS}:\n${output}`);
    return 'the packages of test/contract/tools are not installed, and no registry can be reached';
  }
  writeFileSync(record, lockfile);
  return undefined;
}

/** Runs an installed tool and returns its standard output. @throws Error with what it printed, when it finds fault */
export function runTool(name: string, args: readonly string[], { cwd = TOOLS } = {}): string {
  const { status, stdout, output } = run(path.join(TOOLS, 'node_modules', '.bin', name), args, { cwd });
  if (status !== 0) throw new Error(`${name} ${args.join(' ')}\n${output}`);
  return stdout;
}

function run(command: string, args: readonly string[], { cwd }: { cwd: string }) {
  const env = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' };
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, env, encoding: 'utf8' });
  return { status, stdout, output: `${stdout ?? ''}${stderr ?? ''}${error?.message ?? ''}` };
}

function readIfPresent(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
