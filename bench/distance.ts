import { contender as plainSteps } from './contenders/plain-steps.ts';
import { drainOnce, type Reached } from './drain.ts';
import { sendLoad } from './harness/load.ts';
import type { Bench, Findings, Measure } from './harness/measure.ts';
import { withContender } from './harness/rounds.ts';
import type { Distance } from './harness/stage.ts';
import { rounded } from './harness/statistics.ts';
import { keyOf, pooled, takeTurn } from './latency.ts';
import type { ViewersReport } from './programs/viewers.ts';

const DISTANCE: Distance = { milliseconds: 1 };
const SAVERS = [1, 50];
const RATE = 10;
const WAITING = 10_000;
const ACCEPTING = ['afterburn', 'rabbitmq-insert'];
const DRAINING = ['afterburn', 'rabbitmq'];

/** Measures accept, latency and drain with PostgreSQL one network hop away, as in production. */
export const distance: Measure = {
  name: 'distance',
  async run(bench) {
    const figures = new Map<string, number>();
    const named = (names: readonly string[]) => bench.contenders.filter(({ name }) => names.includes(name));
    for (const contender of named(ACCEPTING))
      await bench.attempt(`distance, accept ${contender.name}`, () =>
        withContender(
          bench.stage,
          contender,
          async ({ url, connections: { apiKey } }) => {
            let first = 0;
            for (const connections of [50, ...SAVERS]) {
              const report = await sendLoad({
                url,
                apiKey,
                connections,
                first,
                seconds: bench.quick ? 1 : 3,
              });
              first += report.accepted + connections;
              figures.set(`accept ${contender.name} ${connections}`, report.perSecond);
            }
          },
          { distance: DISTANCE },
        ),
      );
    const reports = new Map<string, ViewersReport[]>();
    for (const contender of [...named(['afterburn']), plainSteps])
      await bench.attempt(`distance, latency ${contender.name}`, () =>
        takeTurn(bench, { contender, rates: [RATE], reports, distance: DISTANCE }),
      );
    const reached: Reached = new Map();
    const waiting = bench.sizes?.[0] ?? (bench.quick ? 1000 : WAITING);
    for (const contender of named(DRAINING))
      await bench.attempt(`distance, drain ${contender.name}`, async () => {
        const trial = { contender, waiting, processes: 1 };
        const { rate } = await drainOnce(bench, trial, reached, { distance: DISTANCE });
        figures.set(`drain ${contender.name}`, rate);
      });
    return findingsOf(bench, { figures, reports, waiting });
  },
};

function findingsOf(
  bench: Bench,
  {
    figures,
    reports,
    waiting,
  }: { figures: ReadonlyMap<string, number>; reports: Map<string, ViewersReport[]>; waiting: number },
): Findings {
  const perSecond = (key: string): string => rounded(figures.get(key) ?? Number.NaN);
  const milliseconds = (name: string, share: number): string =>
    rounded(pooled(reports, keyOf(name, RATE), { of: 'processed', share }));
  return {
    title: `Distance: PostgreSQL ${DISTANCE.milliseconds} ms away`,
    ratios: [],
    tables: [
      {
        caption: `Saves/s at ${SAVERS.join(' and ')} connections, milliseconds until processed at ${RATE}/s, workouts/s of ${waiting.toLocaleString('en-US')} that wait.`,
        columns: ['contender', ...SAVERS.map((count) => `accept, ${count}`), 'p50', 'p95', 'drain'],
        rows: [...bench.contenders, plainSteps]
          .filter(({ name }) => [...ACCEPTING, ...DRAINING, plainSteps.name].includes(name))
          .map(({ name, title }) => [
            title,
            ...SAVERS.map((count) => perSecond(`accept ${name} ${count}`)),
            milliseconds(name, 0.5),
            milliseconds(name, 0.95),
            perSecond(`drain ${name}`),
          ]),
      },
    ],
    notes: [
      'Every answer of PostgreSQL to the contender’s programs is delayed by a TCP proxy; Temporal, RabbitMQ and the measurement stay near. The same figures without the proxy are in the sections above.',
    ],
  };
}
