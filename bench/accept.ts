import type { Contender } from './contenders/contender.ts';
import type { Bench, Findings, Measure, Ratio } from './harness/measure.ts';
import { sendLoad } from './harness/load.ts';
import { processorMs, processorMsOfTree } from './harness/processor-time.ts';
import { rotate, withContender, type RunningContender } from './harness/rounds.ts';
import { median, rounded } from './harness/statistics.ts';
import type { LoadReport } from './programs/load.ts';

/** Concurrent savers. Each has its own connection, or a share of a batch. */
const SAVERS = [1, 50, 500] as const;
type Savers = (typeof SAVERS)[number];
const WARM_UP = 2000;
/** Contenders that the goals name. */
const COMPARED = ['afterburn', 'rabbitmq', 'rabbitmq-insert'];
/** The same number of savers with few requests, as a client that sends batches. */
const BATCHES: Partial<Record<Savers, { connections: number; batch: number }>> = {
  50: { connections: 2, batch: 25 },
  500: { connections: 4, batch: 125 },
};

const RABBITMQ_GOALS: Record<Savers, number> = { 1: 1.2, 50: 1, 500: 0.9 };
const INSERT_GOAL = 1.5;
const BATCH_GOAL = 2;

/** One row of the table. */
type Way = 'single' | 'batch';

interface Accepted extends LoadReport {
  /** Milliseconds of processor time per save. */
  apiMs: number;
  postgresMs: number;
}

type Reports = Map<string, Accepted[]>;

/** Measures how fast each contender accepts saves while nothing consumes them. */
export const accept: Measure = {
  name: 'accept',
  async run(bench) {
    const seconds = bench.quick ? 1 : 3;
    const reports: Reports = new Map();
    const trials = rotate(
      bench.contenders.map((contender) => ({ contender })),
      { repeats: bench.repeats ?? (bench.quick ? 1 : 3), compared: COMPARED },
    );
    for (const { contender } of trials)
      await bench.attempt(`accept ${contender.name}`, () =>
        withContender(bench.stage, contender, (running) => takeTurn(bench, running, { reports, seconds })),
      );
    return findingsOf(bench, reports, seconds);
  },
};

async function takeTurn(
  { stage, log, quick }: Bench,
  running: RunningContender,
  { reports, seconds }: { reports: Reports; seconds: number },
): Promise<void> {
  const { url, connections, contender, producer } = running;
  let first = 0;
  const send = async (order: { connections: number; batch?: number; amount?: number; seconds?: number }) => {
    const before = { api: processorMs(producer.pid), postgres: processorMsOfTree(stage.postgresPid) };
    const report = await sendLoad({ url, apiKey: connections.apiKey, first, ...order });
    // Requests in flight at the end may also have been accepted.
    first += report.accepted + order.connections * (order.batch ?? 1);
    return {
      ...report,
      apiMs: (processorMs(producer.pid) - before.api) / report.accepted,
      postgresMs: (processorMsOfTree(stage.postgresPid) - before.postgres) / report.accepted,
    };
  };
  const measure = async (way: Way, savers: Savers, order: { connections: number; batch?: number }) => {
    const report = await send({ ...order, seconds });
    const key = keyOf(contender.name, way, savers);
    reports.set(key, [...(reports.get(key) ?? []), report]);
    log(
      `accept ${contender.name}, ${savers} savers${way === 'batch' ? ' in batches' : ''}: ${rounded(report.perSecond)}/s, p99 ${rounded(report.p99)} ms`,
    );
  };
  await send({ connections: 50, amount: quick ? WARM_UP / 4 : WARM_UP });
  for (const savers of SAVERS) await measure('single', savers, { connections: savers });
  if (contender.name !== 'afterburn' || !(await takesBatches(running))) return;
  await send({ connections: 2, batch: 25, amount: quick ? 20 : 80 });
  for (const savers of SAVERS) {
    const order = BATCHES[savers];
    if (order) await measure('batch', savers, order);
  }
}

/** Whether this build has the endpoint. */
async function takesBatches({ url, connections }: RunningContender): Promise<boolean> {
  const response = await fetch(`${url}/v1/workouts/batch`, {
    method: 'POST',
    headers: { authorization: `Bearer ${connections.apiKey}`, 'content-type': 'application/json' },
    body: '{}',
  });
  await response.body?.cancel();
  return response.status !== 404 && response.status !== 405;
}

const keyOf = (name: string, way: Way, savers: Savers): string => `${name} ${way} ${savers}`;

function findingsOf(bench: Bench, reports: Reports, seconds: number): Findings {
  const figure = (name: string, way: Way, savers: Savers, of: keyof Accepted): number =>
    median((reports.get(keyOf(name, way, savers)) ?? []).map((report) => report[of]));
  const ratioTo = (other: string, savers: Savers, of: keyof Accepted): number =>
    figure('afterburn', 'single', savers, of) / figure(other, 'single', savers, of);
  const savesAt = (savers: Savers): string =>
    `accept, ${savers} connection${savers === 1 ? '' : 's'}: saves/s`;
  const ratios: Ratio[] = SAVERS.flatMap((savers): Ratio[] => [
    {
      what: `${savesAt(savers)} ÷ RabbitMQ's`,
      ratio: ratioTo('rabbitmq', savers, 'perSecond'),
      goal: { atLeast: RABBITMQ_GOALS[savers] },
    },
    {
      what: `accept, ${savers} connection${savers === 1 ? '' : 's'}: p99 ÷ RabbitMQ's`,
      ratio: ratioTo('rabbitmq', savers, 'p99'),
      goal: { atMost: 1 },
    },
    {
      what: `${savesAt(savers)} ÷ RabbitMQ's with the workout inserted first`,
      ratio: ratioTo('rabbitmq-insert', savers, 'perSecond'),
      goal: { atLeast: INSERT_GOAL },
    },
    ...(BATCHES[savers]
      ? [
          {
            what: `accept, ${savers} savers: batches ÷ single requests`,
            ratio:
              figure('afterburn', 'batch', savers, 'perSecond') /
              figure('afterburn', 'single', savers, 'perSecond'),
            goal: { atLeast: BATCH_GOAL },
          },
        ]
      : []),
  ]).filter(({ ratio }) => Number.isFinite(ratio));
  const row = ({ name, title }: Pick<Contender, 'name' | 'title'>, way: Way): string[] => [
    title,
    ...SAVERS.map((savers) =>
      reports.has(keyOf(name, way, savers))
        ? `${rounded(figure(name, way, savers, 'perSecond'))}/s, ${rounded(figure(name, way, savers, 'p50'))} / ${rounded(figure(name, way, savers, 'p99'))}`
        : '–',
    ),
  ];
  const batches = { name: 'afterburn', title: 'Afterburn, `POST /v1/workouts/batch`' };
  const hasBatches = reports.has(keyOf('afterburn', 'batch', 50));
  const columns = SAVERS.map((count) => `${count} saver${count === 1 ? '' : 's'}`);
  const processor = (title: string, way: Way): string[] => [
    title,
    ...SAVERS.map((savers) =>
      (['apiMs', 'postgresMs'] as const)
        .map((part) => rounded(figure('afterburn', way, savers, part)))
        .join(' + '),
    ),
  ];
  return {
    title: 'Accept: HTTP requests until 202, consumers stopped',
    ratios,
    tables: [
      {
        caption: `Saves/s, and milliseconds p50 / p99 of a request; ${seconds} s each, after ${WARM_UP} to warm up.`,
        columns: ['contender', ...columns],
        rows: bench.contenders.flatMap((contender) => [
          row(contender, 'single'),
          ...(contender.name === 'afterburn' && hasBatches ? [row(batches, 'batch')] : []),
        ]),
      },
      {
        caption: 'Milliseconds of processor time a save: API + PostgreSQL.',
        columns: ['', ...columns],
        rows: [processor('Afterburn', 'single'), ...(hasBatches ? [processor(batches.title, 'batch')] : [])],
      },
    ],
    notes: [
      'The load generator (autocannon, one process) shares the cores with the contender and its servers: the same for all.',
      'Peers check the shape of the JSON and store nothing but their job. Afterburn also checks the API key, the consistency of the facts, the idempotency key and duplicates, and has committed the workout itself before it answers.',
      ...(hasBatches
        ? [
            `Batches: ${SAVERS.flatMap((savers) => {
              const order = BATCHES[savers];
              return order
                ? [`${savers} savers are ${order.connections} requests of ${order.batch} workouts`]
                : [];
            }).join(', ')}; each result is checked to be a 202.`,
          ]
        : []),
    ],
  };
}
