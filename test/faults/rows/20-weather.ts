import { setTimeout as delay } from 'node:timers/promises';
import { untilDrained } from '../harness/checks/settled.ts';
import type { Window } from '../harness/checks/answers.ts';
import type { Line } from '../harness/line.ts';
import { startLoad } from '../harness/load.ts';
import { createRequester } from '../harness/requester.ts';
import type { Row, RowContext } from '../harness/row.ts';
import { until } from '../harness/waiting.ts';
import { LINKS, type System, type Link } from '../harness/system.ts';

type Weather = (line: Line, forMs: number) => Promise<void>;

/** What networks do. Each begins, lasts, and ends. */
const WEATHERS: Record<string, { last: { quick: number; full: number }; bring: Weather }> = {
  latency: {
    last: { quick: 3000, full: 10_000 },
    async bring(line, forMs) {
      line.setLatency({ milliseconds: 300, jitterMs: 200 });
      await delay(forMs);
      line.setLatency(undefined);
    },
  },
  resets: {
    last: { quick: 3000, full: 10_000 },
    async bring(line, forMs) {
      for (const end = Date.now() + forMs; Date.now() < end; await delay(2000)) line.reset();
    },
  },
  'black hole': {
    // Longer than anybody waits for an answer of PostgreSQL.
    last: { quick: 10_000, full: 60_000 },
    async bring(line, forMs) {
      line.setBlackHole(true);
      await delay(forMs);
      line.setBlackHole(false);
    },
  },
};

export const weather: Row = {
  id: '20',
  breaks: 'latency of 300 ± 200 ms, resets every 2 s, a black hole, on each link',
  holds: 'only what is slow is slow; a 503 only where PostgreSQL cannot be reached',
  size: { quick: 4, full: 36 },
  async run(context) {
    const system = await context.start({ lines: LINKS });
    const databaseAway: Window[] = [];
    for (const [number, { link, name }] of choose(context).entries()) {
      const window = await brave(context, system, { link, name, number });
      // A reset is no absence: what is repeated at once goes through.
      const isAway = link === 'api-postgres' && name !== 'resets';
      if (isAway) databaseAway.push(window);
    }
    await context.check(system, { databaseAway });
  },
};

/** All of them by turns; of a few, one on each link, by the seed. */
function choose({ size, random }: RowContext): { link: Link; name: string }[] {
  const names = Object.keys(WEATHERS);
  if (size === LINKS.length) return LINKS.map((link) => ({ link, name: random.pick(names) }));
  const all = LINKS.flatMap((link) => names.map((name) => ({ link, name })));
  return Array.from({ length: size }, (_, number) => all[number % all.length]!);
}

async function brave(
  context: RowContext,
  system: System,
  { link, name, number }: { link: Link; name: string; number: number },
): Promise<Window> {
  const { last, bring } = WEATHERS[name]!;
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
  await bring(line, context.isQuick ? last.quick : last.full);
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
