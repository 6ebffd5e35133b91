/**
 * Installs what an npm script needs before it runs: in a fresh clone, or after a pull that changed the lockfile. It is
 * plain Node, because nothing is installed yet, and takes a few milliseconds if there is nothing to do.
 *
 *   node scripts/ensure-installed.mjs         the service, its client and the tests
 *   node scripts/ensure-installed.mjs --all   also the benchmark and the engines that it compares with
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const FLOOR = [20, 19];

const all = process.argv.includes('--all');
const root = fileURLToPath(new URL('..', import.meta.url));
const lockfile = path.join(root, 'package-lock.json');
const record = path.join(root, 'node_modules', '.afterburn-lock');
const benchLink = path.join(root, 'node_modules', '@afterburn', 'bench');
const client = path.join(root, 'packages', 'client');
const hash = (text) => createHash('sha256').update(text).digest('hex');
const read = (file) => (existsSync(file) ? readFileSync(file, 'utf8') : undefined);

refuseOldNode();
if (!isInstalled()) withInstallLock(() => isInstalled() || install());
if (!process.exitCode && isClientStale()) buildClient();

function refuseOldNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > FLOOR[0] || (major === FLOOR[0] && minor >= FLOOR[1])) return;
  console.error(`Afterburn needs Node.js ${FLOOR.join('.')} or newer; this is ${process.versions.node}.`);
  process.exit(1);
}

function isInstalled() {
  const wanted = read(lockfile);
  // An image has no lockfile: it was installed when it was built.
  if (wanted === undefined) return existsSync(path.join(root, 'node_modules'));
  if (all && !existsSync(benchLink)) return false;
  if (read(record) === hash(wanted)) return true;
  if (!matchesWhatNpmInstalled(wanted)) return false;
  writeFileSync(record, hash(wanted));
  return true;
}

/** `npm ci` may have been run by hand. npm's own record in node_modules then has everything. */
function matchesWhatNpmInstalled(wanted) {
  const note = read(path.join(root, 'node_modules', '.package-lock.json'));
  if (!note) return false;
  const present = JSON.parse(note).packages;
  return Object.entries(JSON.parse(wanted).packages).every(
    ([name, { version, optional }]) => name === '' || optional || present[name]?.version === version,
  );
}

function install() {
  console.log('Installing dependencies (npm ci): about 20 seconds, once …');
  const workspaces = all ? [] : ['--workspace=packages/client', '--include-workspace-root'];
  const { status, error } = npm('ci', '--loglevel=error', ...workspaces);
  if (status !== 0) {
    console.error(
      `The dependencies could not be installed${error ? `: ${error.message}` : ', for the reason above'}.`,
    );
    process.exitCode = 1;
    return;
  }
  writeFileSync(record, hash(readFileSync(lockfile)));
}

/** The service serves the built client, and the demo imports it. `npm ci` builds it, but an edit does not. */
function isClientStale() {
  const source = path.join(client, 'src');
  if (!existsSync(source)) return false;
  const builtAt = statSync(path.join(client, 'dist', 'index.js'), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return readdirSync(source, { recursive: true }).some(
    (file) => statSync(path.join(source, file)).mtimeMs > builtAt,
  );
}

function buildClient() {
  if (npm('run', '--silent', 'build', '--workspace=packages/client').status !== 0) process.exitCode = 1;
}

function npm(...args) {
  const script = process.env.npm_execpath;
  const [command, first] = script ? [process.execPath, [script]] : ['npm', []];
  const shell = !script && process.platform === 'win32';
  return spawnSync(command, [...first, ...args], { cwd: root, stdio: 'inherit', shell });
}

/** Two concurrent starts must not both empty node_modules. The lock of a dead process is taken over. */
function withInstallLock(work) {
  const lock = path.join(tmpdir(), `afterburn-install-${hash(root).slice(0, 16)}`);
  while (!acquire(lock)) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
  try {
    work();
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

function acquire(lock) {
  try {
    mkdirSync(lock);
    writeFileSync(path.join(lock, 'pid'), String(process.pid));
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    if (isAbandoned(lock)) rmSync(lock, { recursive: true, force: true });
    return false;
  }
}

function isAbandoned(lock) {
  const holder = Number(read(path.join(lock, 'pid')));
  if (!holder) return Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Infinity) > 10_000;
  try {
    return !process.kill(holder, 0);
  } catch (error) {
    return error.code === 'ESRCH';
  }
}
