import { contender as afterburn } from './contenders/afterburn.ts';
import type { Contender } from './contenders/contender.ts';
import { sendLoad } from './harness/load.ts';
import type { Bench, Findings, Measure } from './harness/measure.ts';
import { untilProcessed } from './harness/processed.ts';
import { startProgram } from './harness/programs.ts';
import { withContender, type RunningContender } from './harness/rounds.ts';
import { median, percentile, rounded } from './harness/statistics.ts';
import { requireVerified } from './harness/verified.ts';
import { untilTrue } from './harness/waiting.ts';
import { findFreePort } from '../src/embedded/ports.ts';
import type { ReceiversOrder, ReceiversReport } from './programs/receivers.ts';

/** Receivers of a round. */
interface Receivers {
  healthy: number;
  dead: number;
}

const SETUPS: readonly Receivers[] = [
  { healthy: 10, dead: 0 },
  { healthy: 9, dead: 0 },
  { healthy: 9, dead: 1 },
];
/** About 100 events per second, each for every receiver. */
const SAVES_PER_SECOND = 16;
const GOALS = { deliveriesPerSecond: 1000, p95Ms: 2000, withDead: 0.95 };

interface Figures {
  eventsPerSecond: number;
  /** At the steady rate */
  latencies: number[];
  /** Saves in one burst: events per second until every healthy receiver has all. */
  burst: number;
  repeats: number;
}

/**
 * Measures webhooks during saves: the time from the event to its receipt, the throughput, and the cost of a receiver
 * that does not respond.
 */
export const webhooks: Measure = {
  name: 'webhooks',
  async run(bench) {
    const found = new Map<Receivers, Figures[]>();
    for (let turn = 0; turn < (bench.repeats ?? (bench.quick ? 1 : 2)); turn += 1)
      for (const setup of SETUPS) {
        const figures = await bench.attempt(`webhooks to ${nameOf(setup)}`, () => takeTurn(bench, setup));
        if (figures) found.set(setup, [...(found.get(setup) ?? []), figures]);
      }
    return findingsOf(found);
  },
};

const nameOf = ({ healthy, dead }: Receivers): string =>
  `${healthy} receivers${dead > 0 ? ` and ${dead} that never answers` : ''}`;

/** Receivers are on loopback addresses. */
const withLoopback: Contender = {
  ...afterburn,
  producer(connections, port) {
    const program = afterburn.producer(connections, port);
    return { ...program, env: { ...program.env, ...ALLOW_LOOPBACK } };
  },
  consumer(connections) {
    const program = afterburn.consumer!(connections);
    return { ...program, env: { ...program.env, ...ALLOW_LOOPBACK } };
  },
};
const ALLOW_LOOPBACK = { AFTERBURN_WEBHOOKS_ALLOW_LOOPBACK: 'true' };

const takeTurn = ({ stage, quick, log }: Bench, setup: Receivers): Promise<Figures> =>
  withContender(stage, withLoopback, async (running) => {
    await running.startConsumers(1);
    const port = await findFreePort();
    const receivers = await startProgram({
      file: new URL('programs/receivers.ts', import.meta.url),
      args: [JSON.stringify({ ...setup, port } satisfies ReceiversOrder)],
    });
    try {
      const readReport = async () =>
        (await (await fetch(`http://127.0.0.1:${port}`)).json()) as ReceiversReport;
      for (const url of (await readReport()).urls) await createEndpoint(running, url);
      const { url, pool, connections } = running;
      const load = { url, apiKey: connections.apiKey };
      const seconds = quick ? 5 : 20;
      await sendLoad({ ...load, connections: 5, first: 0, amount: 100 });
      await untilReceived(running, readReport);
      const before = await countEvents(running);
      const amount = SAVES_PER_SECOND * seconds;
      await sendLoad({ ...load, connections: 10, first: 100, amount, perSecond: SAVES_PER_SECOND });
      const { latencies } = await untilReceived(running, readReport);
      const eventsPerSecond = ((await countEvents(running)) - before) / seconds;

      const burstFrom = await countEvents(running);
      const start = performance.now();
      await sendLoad({ ...load, connections: 50, first: 100 + amount, amount: quick ? 500 : 3000 });
      await untilProcessed(pool, { timeoutMs: 300_000 });
      const { repeats } = await untilReceived(running, readReport);
      const burst = (((await countEvents(running)) - burstFrom) / (performance.now() - start)) * 1000;
      log(
        `webhooks to ${nameOf(setup)}: at ${rounded(eventsPerSecond)} events/s p95 ${rounded(percentile(latencies, 0.95))} ms; burst ${rounded(burst)} events/s`,
      );
      await requireVerified(pool);
      return { eventsPerSecond, latencies, burst, repeats };
    } finally {
      await receivers.stop();
    }
  });

async function createEndpoint({ url, connections }: RunningContender, receiver: string): Promise<void> {
  const response = await fetch(`${url}/v1/webhook-endpoints`, {
    method: 'POST',
    headers: { authorization: `Bearer ${connections.apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ url: receiver }),
  });
  if (response.status !== 201) throw new Error(`No endpoint: ${response.status} ${await response.text()}`);
}

async function countEvents({ pool }: RunningContender): Promise<number> {
  const { rows } = await pool.query<{ events: number }>(`select count(*)::int as events from events`);
  return rows[0]!.events;
}

/** Waits until each healthy receiver has every event. @returns the report since the last one */
async function untilReceived(
  running: RunningContender,
  readReport: () => Promise<ReceiversReport>,
): Promise<ReceiversReport> {
  await untilProcessed(running.pool, { timeoutMs: 300_000 });
  const latencies: number[] = [];
  let report: ReceiversReport | undefined;
  await untilTrue(
    'The last webhook',
    async () => {
      report = await readReport();
      latencies.push(...report.latencies);
      const events = await countEvents(running);
      return report.received.every((received) => received >= events);
    },
    { timeoutMs: 300_000, everyMs: 100 },
  );
  return { ...report!, latencies };
}

function findingsOf(found: ReadonlyMap<Receivers, Figures[]>): Findings {
  const [ten, nine, withDead] = SETUPS.map((setup) => found.get(setup) ?? []) as [
    Figures[],
    Figures[],
    Figures[],
  ];
  const p95 = (turns: Figures[]): number =>
    percentile(
      turns.flatMap(({ latencies }) => latencies),
      0.95,
    );
  const burst = (turns: Figures[]): number => median(turns.map((turn) => turn.burst));
  return {
    title: 'Webhooks, beside saves',
    ratios: [
      {
        what: 'webhooks: deliveries/s to 10 receivers ÷ 1,000',
        ratio: (10 * burst(ten)) / GOALS.deliveriesPerSecond,
        goal: { atLeast: 1 },
      },
      {
        what: 'webhooks at 100 events/s to each of 10 receivers: p95 from event to receipt ÷ 2 s',
        ratio: p95(ten) / GOALS.p95Ms,
        goal: { atMost: 1 },
      },
      {
        what: 'webhooks: events/s to 9 receivers, beside one that never answers ÷ without it',
        ratio: burst(withDead) / burst(nine),
        goal: { atLeast: GOALS.withDead },
      },
    ].filter(({ ratio }) => Number.isFinite(ratio)),
    tables: [
      {
        caption:
          'At a steady rate, milliseconds from event to receipt; in a burst, until every receiver has all.',
        columns: ['', 'events/s', 'p50', 'p95', 'p99', 'burst: events/s', 'deliveries/s', 'repeats'],
        rows: SETUPS.flatMap((setup) => {
          const turns = found.get(setup);
          if (!turns) return [];
          const all = turns.flatMap(({ latencies }) => latencies);
          return [
            [
              nameOf(setup),
              rounded(median(turns.map(({ eventsPerSecond }) => eventsPerSecond))),
              ...[0.5, 0.95, 0.99].map((share) => rounded(percentile(all, share))),
              rounded(burst(turns)),
              rounded(burst(turns) * setup.healthy),
              String(turns.reduce((sum, { repeats }) => sum + repeats, 0)),
            ],
          ];
        }),
      },
    ],
    notes: [
      `At the steady rate, ${SAVES_PER_SECOND} workouts/s are saved and processed, and each receiver gets all events. The burst saves with 50 connections, as fast as it can; saving and processing are part of its time.`,
      'An event has the time of the transaction that wrote it, so its latency includes the commit. One API, one worker, receivers and load share the two cores.',
    ],
  };
}
