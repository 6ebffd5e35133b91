/**
 * Runs before every npm script that needs dependencies, so that a fresh clone starts with one command, and so does a
 * clone whose lockfile changed with the last pull. Plain Node, because nothing is installed yet; a few milliseconds
 * when there is nothing to do.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const FLOOR = [20, 19];

const root = fileURLToPath(new URL('..', import.meta.url));
const lockfile = path.join(root, 'package-lock.json');
const record = path.join(root, 'node_modules', '.afterburn-lock');
const hash = (text) => createHash('sha256').update(text).digest('hex');
const read = (file) => (existsSync(file) ? readFileSync(file, 'utf8') : undefined);

refuseOldNode();
if (!isInstalled()) withInstallLock(() => isInstalled() || install());

function refuseOldNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > FLOOR[0] || (major === FLOOR[0] && minor >= FLOOR[1])) return;
  console.error(`Afterburn needs Node.js ${FLOOR.join('.')} or newer; this is ${process.versions.node}.`);
  process.exit(1);
}

function isInstalled() {
  const wanted = read(lockfile);
  // An image without a lockfile was installed when it was built.
  if (wanted === undefined) return existsSync(path.join(root, 'node_modules'));
  if (read(record) === hash(wanted)) return true;
  if (!matchesWhatNpmInstalled(wanted)) return false;
  writeFileSync(record, hash(wanted));
  return true;
}

/** Somebody may have run `npm ci` by hand: npm's own note of what lies in node_modules then says all that is wanted. */
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
  const npm = process.env.npm_execpath;
  const [command, args] = npm ? [process.execPath, [npm]] : ['npm', []];
  const options = { cwd: root, stdio: 'inherit', shell: !npm && process.platform === 'win32' };
  const { status, error } = spawnSync(command, [...args, 'ci', '--loglevel=error'], options);
  if (status !== 0) {
    console.error(
      `The dependencies could not be installed${error ? `: ${error.message}` : ', for the reason above'}.`,
    );
    process.exitCode = 1;
    return;
  }
  writeFileSync(record, hash(readFileSync(lockfile)));
}

/** Two starts at once must not both empty node_modules. A lock whose holder died is taken over. */
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
