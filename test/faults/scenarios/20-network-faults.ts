import { setTimeout as delay } from 'node:timers/promises';
import { untilDrained } from '../harness/checks/settled.ts';
import type { Window } from '../harness/checks/answers.ts';
import type { Line } from '../harness/line.ts';
import { startLoad } from '../harness/load.ts';
import { createRequester } from '../harness/requester.ts';
import type { Scenario, ScenarioContext } from '../harness/scenario.ts';
import { until } from '../harness/waiting.ts';
import { LINKS, type System, type Link } from '../harness/system.ts';

type InjectFault = (line: Line, forMs: number) => Promise<void>;

/** What networks do. Each begins, lasts, and ends. */
const NETWORK_FAULTS: Record<string, { last: { quick: number; full: number }; inject: InjectFault }> = {
  latency: {
    last: { quick: 3000, full: 10_000 },
    async inject(line, forMs) {
      line.setLatency({ milliseconds: 300, jitterMs: 200 });
      await delay(forMs);
      line.setLatency(undefined);
    },
  },
  resets: {
    last: { quick: 3000, full: 10_000 },
    async inject(line, forMs) {
      for (const end = Date.now() + forMs; Date.now() < end; await delay(2000)) line.reset();
    },
  },
  'black hole': {
    // Longer than any timeout for a response of PostgreSQL.
    last: { quick: 10_000, full: 60_000 },
    async inject(line, forMs) {
      line.setBlackHole(true);
      await delay(forMs);
      line.setBlackHole(false);
    },
  },
};

export const networkFaults: Scenario = {
  id: '20',
  breaks: 'latency of 300 ± 200 ms, resets every 2 s, a black hole, on each link',
  holds: 'only the faulty link is slow; a 503 only where PostgreSQL cannot be reached',
  size: { quick: 4, full: 36 },
  async run(context) {
    const system = await context.start({ lines: LINKS });
    const databaseAway: Window[] = [];
    for (const [number, { link, name }] of choose(context).entries()) {
      const window = await underFault(context, system, { link, name, number });
      // A reset is no outage: an immediate retry succeeds.
      const isAway = link === 'api-postgres' && name !== 'resets';
      if (isAway) databaseAway.push(window);
    }
    await context.check(system, { databaseAway });
  },
};

/** All faults, round-robin; with a small size one on each link, chosen by the seed. */
function choose({ size, random }: ScenarioContext): { link: Link; name: string }[] {
  const names = Object.keys(NETWORK_FAULTS);
  if (size === LINKS.length) return LINKS.map((link) => ({ link, name: random.pick(names) }));
  const all = LINKS.flatMap((link) => names.map((name) => ({ link, name })));
  return Array.from({ length: size }, (_, number) => all[number % all.length]!);
}

async function underFault(
  context: ScenarioContext,
  system: System,
  { link, name, number }: { link: Link; name: string; number: number },
): Promise<Window> {
  const { last, inject } = NETWORK_FAULTS[name]!;
  const loadName = `${link}-${name.replace(' ', '-')}-${number}`;
  system.follow(loadName);
  const load = startLoad({
    requester: createRequester(system),
    random: context.random.fork(loadName),
    name: loadName,
    athletes: 30,
    clients: 12,
    perSecond: 25,
  });
  await delay(700);
  const line = system.line(link);
  // Temporal is called when an execution starts, and the worker may be the one that starts it.
  if ((await until(() => line.connections() > 0, { limitMs: 20_000 })) === undefined)
    context.findings.add('vacuous', `nobody was on the line ${link}`);
  const from = Date.now();
  await inject(line, context.isQuick ? last.quick : last.full);
  const window = { from, to: Date.now() };
  context.window(window);
  context.hit();
  const healedAt = performance.now();
  await load.stop();
  await untilDrained(system, 120_000);
  const tookMs = performance.now() - healedAt;
  context.recovered(tookMs);
  context.note(`${name} on ${link}: recovered after ${(tookMs / 1000).toFixed(1)} s`);
  return window;
}
