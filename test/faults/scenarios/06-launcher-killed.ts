import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Window } from '../harness/checks/answers.ts';
import { untilDrained } from '../harness/checks/settled.ts';
import { findPorts, launch, processesOn } from '../harness/launcher.ts';
import { launchedSystem } from '../harness/launched-system.ts';
import { startLoad } from '../harness/load.ts';
import { createRequester } from '../harness/requester.ts';
import type { Scenario, ScenarioContext } from '../harness/scenario.ts';
import { removePostgresHome } from '../../../src/embedded/postgres/home.ts';
import { until } from '../harness/waiting.ts';

export const launcherKilled: Scenario = {
  id: '6',
  breaks: 'the launcher SIGKILLed: in its first boot, and under load; started again',
  holds: 'up within 20 s, the data intact, no orphans',
  size: { quick: 2, full: 10 },
  async run(context) {
    for (let round = 0; round < context.size / 2; round += 1) {
      await killTwice(context, round, (round + 0.5) / (context.size / 2));
    }
  },
};

/** A first boot took so long on two quiet cores, most of it PostgreSQL's initdb and the worker's bundle. */
const FIRST_BOOT_MS = 9000;
const UP_LIMIT_MS = 20_000;
/** A machine that does other work besides is slower; a launcher that hangs never comes. */
const PATIENCE_MS = 120_000;

async function killTwice(context: ScenarioContext, round: number, fraction: number): Promise<void> {
  const { findings } = context;
  const dataDir = path.join(context.servers.folder, `launched-${round}-${Date.now()}`);
  mkdirSync(dataDir);
  const ports = await findPorts();
  const logFile = path.join(dataDir, 'launcher.log');
  const start = () => launch(dataDir, ports, logFile);
  const startAgain = async () => {
    const launcher = start();
    const tookMs = await launcher.ready(PATIENCE_MS);
    context.recovered(tookMs, UP_LIMIT_MS);
    return launcher;
  };

  const first = start();
  await delay(FIRST_BOOT_MS * fraction);
  first.child.kill('SIGKILL');
  await first.exited;
  context.hit();

  const second = await startAgain();
  const system = launchedSystem(dataDir, { ports, findings });
  const load = startLoad({
    requester: createRequester(system),
    random: context.random.fork(`round ${round}`),
    name: 'launched',
    athletes: 10,
    clients: 8,
    perSecond: 30,
  });
  await delay(2500);
  const from = Date.now();
  second.child.kill('SIGKILL');
  await second.exited;
  context.hit();
  const third = await startAgain();
  const away: Window = { from, to: Date.now() };
  await load.stop();
  await untilDrained(system, 60_000);
  await context.check(system, { apiAway: [away], databaseAway: [away] });
  await system.stop();

  third.child.kill('SIGTERM');
  const [code, signal] = await third.exited;
  if (code !== 0)
    findings.add('processes', `the launcher ended with ${signal ?? code} when it was asked to end`);
  await until(() => processesOn(dataDir).length === 0, { limitMs: 5000 });
  for (const { pid, command } of processesOn(dataDir))
    findings.add('processes', `process ${pid} was left behind: ${command.slice(0, 120)}`);
  removePostgresHome(dataDir);
  context.note(
    `killed ${((FIRST_BOOT_MS * fraction) / 1000).toFixed(1)} s into the first boot; ` +
      `${readFileSync(logFile, 'utf8')
        .match(/ready, after [\d.]+ s/g)
        ?.join(', ')}`,
  );
}
