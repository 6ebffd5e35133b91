import { spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { removePostgresHome } from '../../../src/embedded/postgres/home.ts';
import { untilDrained } from '../harness/checks/settled.ts';
import { findPorts, launch, processesOn } from '../harness/launcher.ts';
import { launchedSystem } from '../harness/launched-system.ts';
import { startLoad } from '../harness/load.ts';
import { createRequester } from '../harness/requester.ts';
import type { Scenario, ScenarioContext } from '../harness/scenario.ts';
import { until } from '../harness/waiting.ts';

export const diskFull: Scenario = {
  id: 'disk',
  breaks: '`npm start` on a disk that is too small, and on one that fills up under load',
  holds: 'it says so in a sentence; 202 or 503 meanwhile; all is done once there is space again',
  size: { quick: 1, full: 3 },
  cannotRun: () => (canMount() ? undefined : 'no small disk can be mounted: that takes root on Linux'),
  async run(context) {
    await startOnTooSmall(context);
    for (let round = 0; round < context.size; round += 1) await fillUp(context, round);
  },
};

const TOO_SMALL = '24m';
/** PostgreSQL's data and log, and Temporal's file. */
const ENOUGH = '600m';
const PATIENCE_MS = 120_000;
const CALM_MS = 2000;
const RECOVERY_LIMIT_MS = 60_000;

/** Root in a container may lack privileges, so this tries them. */
function canMount(): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  const folder = mkdtempSync(path.join(tmpdir(), 'afterburn-mount-'));
  try {
    mountDisk(folder, TOO_SMALL).unmount();
    return true;
  } catch {
    return false;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function startOnTooSmall({ servers, findings, note }: ScenarioContext): Promise<void> {
  const disk = mountDisk(path.join(servers.folder, 'too-small'), TOO_SMALL);
  try {
    const logFile = path.join(servers.folder, 'too-small.log');
    const launcher = launch(disk.folder, await findPorts(), logFile);
    const [code] = await launcher.exited;
    const said = readFileSync(logFile, 'utf8').trim();
    const sentence = said.split('\n').find((line) => /no space left/i.test(line));
    if (code !== 1 || !sentence) findings.add('processes', `on a full disk it ended with ${code}: ${said}`);
    else note(`on a disk of ${TOO_SMALL}: ${sentence.slice(0, 160)}`);
    await endLeft(disk.folder, findings);
    removePostgresHome(disk.folder);
  } finally {
    disk.unmount();
  }
}

async function fillUp(context: ScenarioContext, round: number): Promise<void> {
  const { findings, servers } = context;
  const disk = mountDisk(path.join(servers.folder, `filled-${round}`), ENOUGH);
  try {
    const ports = await findPorts();
    const logFile = path.join(servers.folder, `filled-${round}.log`);
    const launcher = launch(disk.folder, ports, logFile);
    await launcher.ready(PATIENCE_MS);
    const historyFile = path.join(servers.folder, `filled-${round}.jsonl`);
    const system = launchedSystem(disk.folder, { ports, findings, historyFile });
    const load = startLoad({
      requester: createRequester(system),
      random: context.random.fork(`disk ${round}`),
      name: `disk${round}`,
      athletes: 20,
      clients: 8,
      perSecond: 30,
    });
    await delay(CALM_MS);
    const from = Date.now();
    disk.fill();
    await delay(context.isQuick ? 8000 : 20_000);
    disk.clear();
    const healedAt = performance.now();
    context.hit();
    // Whatever was thrown out by it has come back.
    const isReady = async (): Promise<boolean> =>
      (await fetch(`http://127.0.0.1:${ports.PORT}/readyz`).catch(() => undefined))?.status === 200;
    await until(isReady, { limitMs: RECOVERY_LIMIT_MS });
    const away = { from, to: Date.now() };
    context.window(away);
    await delay(CALM_MS);
    await load.stop();
    await untilDrained(system, RECOVERY_LIMIT_MS);
    context.recovered(performance.now() - healedAt, RECOVERY_LIMIT_MS);
    await context.check(system, { databaseAway: [away] });
    const said = readFileSync(logFile, 'utf8');
    if (!/no space left/i.test(said))
      findings.add('processes', 'nothing that it printed names the full disk');
    const again = said.match(/could not be started|has been restarted/g)?.length ?? 0;
    context.note(`while the disk was full and afterwards ${again} process starts were logged`);
    await system.stop();
    launcher.child.kill('SIGTERM');
    const [code, signal] = await launcher.exited;
    if (code !== 0) findings.add('processes', `the launcher ended with ${signal ?? code}`);
    await endLeft(disk.folder, findings);
    removePostgresHome(disk.folder);
  } finally {
    disk.unmount();
  }
}

async function endLeft(dataDir: string, findings: ScenarioContext['findings']): Promise<void> {
  await until(() => processesOn(dataDir).length === 0, { limitMs: 10_000 });
  for (const { pid, command } of processesOn(dataDir)) {
    findings.add('processes', `process ${pid} was left behind: ${command.slice(0, 120)}`);
    process.kill(pid, 'SIGKILL');
  }
}

function mountDisk(folder: string, size: string) {
  mkdirSync(folder, { recursive: true });
  run('mount', '-t', 'tmpfs', '-o', `size=${size},mode=755`, 'tmpfs', folder);
  const filler = path.join(folder, 'filler');
  return {
    folder,
    /** Until not one byte more fits. */
    fill() {
      const file = openSync(filler, 'w');
      const block = Buffer.alloc(1 << 16);
      try {
        for (;;) writeSync(file, block);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
      } finally {
        closeSync(file);
      }
    },
    clear: () => rmSync(filler),
    unmount: () => run('umount', '-l', folder),
  };
}

function run(command: string, ...args: string[]): void {
  const { status, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${stderr}`);
}
