import type { Contender } from './contenders/contender.ts';
import type { Bench, Findings, Measure, Ratio } from './harness/measure.ts';
import { sendLoad } from './harness/load.ts';
import { rotate, withContender } from './harness/rounds.ts';
import { median, rounded } from './harness/statistics.ts';
import type { LoadReport } from './programs/load.ts';

const CONNECTIONS = [1, 50, 500];
const WARM_UP = 2000;
/** Those that the goals name. */
const COMPARED = ['afterburn', 'rabbitmq', 'hono'];

/** How fast each accepts, with nobody consuming: the least that "Save" costs. */
export const accept: Measure = {
  name: 'accept',
  async run(bench) {
    const seconds = bench.quick ? 1 : 3;
    const reports = new Map<string, LoadReport[]>();
    const trials = rotate(
      bench.contenders.map((contender) => ({ contender })),
      { repeats: bench.repeats ?? (bench.quick ? 1 : 3), compared: COMPARED },
    );
    for (const { contender } of trials)
      await bench.attempt(`accept ${contender.name}`, () => takeTurn(bench, contender, { reports, seconds }));
    return findingsOf(bench, reports, seconds);
  },
};

async function takeTurn(
  { stage, log, quick }: Bench,
  contender: Contender,
  { reports, seconds }: { reports: Map<string, LoadReport[]>; seconds: number },
): Promise<void> {
  await withContender(stage, contender, async ({ url, connections: { apiKey } }) => {
    let first = 0;
    const send = async (connections: number, extent: { amount: number } | { seconds: number }) => {
      const report = await sendLoad({ url, apiKey, connections, first, ...extent });
      // Requests that were under way at the end may have been accepted, too.
      first += report.accepted + connections;
      return report;
    };
    await send(50, { amount: quick ? WARM_UP / 4 : WARM_UP });
    for (const connections of CONNECTIONS) {
      const report = await send(connections, { seconds });
      const key = keyOf(contender.name, connections);
      reports.set(key, [...(reports.get(key) ?? []), report]);
      log(
        `accept ${contender.name}, ${connections} connections: ${rounded(report.perSecond)}/s, p99 ${rounded(report.p99)} ms`,
      );
    }
  });
}

const keyOf = (name: string, connections: number): string => `${name} ${connections}`;

function findingsOf(bench: Bench, reports: ReadonlyMap<string, LoadReport[]>, seconds: number): Findings {
  const figure = (name: string, connections: number, of: keyof LoadReport): number =>
    median((reports.get(keyOf(name, connections)) ?? []).map((report) => report[of]));
  const ratioTo = (other: string, connections: number, of: keyof LoadReport): number =>
    figure('afterburn', connections, of) / figure(other, connections, of);
  const has = (name: string) => bench.contenders.some((contender) => contender.name === name);
  const ratios: Ratio[] = CONNECTIONS.flatMap((connections): Ratio[] => [
    ...(has('afterburn') && has('rabbitmq')
      ? ([
          {
            what: `accept, ${connections} connections: requests/s ÷ RabbitMQ's`,
            ratio: ratioTo('rabbitmq', connections, 'perSecond'),
            goal: { atLeast: 1 },
          },
          {
            what: `accept, ${connections} connections: p99 ÷ RabbitMQ's`,
            ratio: ratioTo('rabbitmq', connections, 'p99'),
            goal: { atMost: 1 },
          },
        ] as const)
      : []),
    ...(has('afterburn') && has('hono')
      ? [
          {
            what: `accept, ${connections} connections: requests/s ÷ bare Hono's`,
            ratio: ratioTo('hono', connections, 'perSecond'),
            goal: { atLeast: 0.3 },
          },
        ]
      : []),
  ]);
  return {
    title: 'Accept: HTTP requests until 202, consumers stopped',
    ratios,
    tables: [
      {
        caption: `Requests/s, and milliseconds p50 / p99; ${seconds} s each, after ${WARM_UP} to warm up.`,
        columns: ['contender', ...CONNECTIONS.map((count) => `${count} connection${count === 1 ? '' : 's'}`)],
        rows: bench.contenders.map(({ name, title }) => [
          title,
          ...CONNECTIONS.map(
            (count) =>
              `${rounded(figure(name, count, 'perSecond'))}/s, ${rounded(figure(name, count, 'p50'))} / ${rounded(figure(name, count, 'p99'))}`,
          ),
        ]),
      },
    ],
    notes: [
      'The load generator (autocannon, one process) shares the cores with the contender and its servers: the same for all.',
      'Peers check the shape of the JSON and store nothing but their job. Afterburn also checks the API key, the consistency of the facts, the idempotency key and duplicates, and has committed the workout itself before it answers.',
    ],
  };
}
