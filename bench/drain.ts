import { cpus } from 'node:os';
import type { Contender } from './contenders/contender.ts';
import type { Bench, Findings, Measure } from './harness/measure.ts';
import { sendLoad } from './harness/load.ts';
import { readResults, requireEqual, type Results } from './harness/results.ts';
import { rotate, withContender, type RunningContender } from './harness/rounds.ts';
import { median, rounded } from './harness/statistics.ts';
import type { TurnOptions } from './harness/stage.ts';
import { watchCores } from './harness/processor-time.ts';
import type { Pool } from '../src/db/pool.ts';
import { requireVerified } from './harness/verified.ts';
import { untilTrue } from './harness/waiting.ts';

/** Slow contenders process fewer workouts, and are compared at that number. */
const SLOW: Readonly<Record<string, number>> = { temporal: 1000, dbos: 2000, restate: 2000 };
/** The contenders that the goals name. Only they run several rounds and the large sizes. */
const COMPARED = ['afterburn', 'rabbitmq'];
const MANY = 100_000;
/** Workouts/s relative to RabbitMQ's consumer. */
const GOAL = 2;
const GOAL_OF_MANY = 2.3;
/** The required speed-up by a second worker process, if one leaves this many cores idle. */
const GAIN = 1.5;

/** Measures how fast a backlog is processed, from the start of the consumers to the last row. */
export const drain: Measure = {
  name: 'drain',
  async run(bench) {
    const rates = new Map<string, number[]>();
    const cores: number[] = [];
    const reached: Reached = new Map();
    for (const trial of trialsOf(bench)) {
      const found = await bench.attempt(`drain ${trial.contender.name}, ${trial.waiting} waiting`, () =>
        drainOnce(bench, trial, reached),
      );
      if (found === undefined) continue;
      const { rate, busyCores } = found;
      const key = keyOf(trial.contender.name, trial.size, trial.processes);
      rates.set(key, [...(rates.get(key) ?? []), rate]);
      if (trial.contender.name === 'afterburn' && trial.processes === 1) cores.push(busyCores);
      bench.log(
        `drain ${trial.contender.name}, ${trial.waiting} waiting, ${trial.processes} processes: ${rounded(rate)}/s, ${rounded(busyCores)} cores busy`,
      );
    }
    return findingsOf(bench, rates, median(cores));
  },
};

interface Trial {
  contender: Contender;
  /** The row of the table. */
  size: number;
  /** Number of waiting workouts; smaller for slow contenders. */
  waiting: number;
  processes: number;
}

function trialsOf(bench: Bench): Trial[] {
  const contenders = bench.contenders.filter(({ consumer }) => consumer);
  return sizesOf(bench).flatMap((size) => {
    const isMany = size >= MANY && bench.sizes === undefined;
    const taking = contenders.filter(({ name }) => !isMany || COMPARED.includes(name));
    const trialsWith = (processes: number): Trial[] =>
      taking.map((contender) => ({
        contender,
        size,
        processes,
        waiting: Math.min(size, (SLOW[contender.name] ?? Infinity) / (bench.quick ? 4 : 1)),
      }));
    const repeats = bench.repeats ?? (bench.quick || isMany ? 1 : 3);
    return [
      ...rotate(trialsWith(1), { repeats, compared: COMPARED }),
      ...(isMany ? [] : trialsWith(2).filter(({ contender }) => contender.name === 'afterburn')),
    ];
  });
}

const sizesOf = ({ sizes, quick }: Bench): readonly number[] => sizes ?? (quick ? [2000] : [10_000, MANY]);

/** The results that every contender must reach for this number of workouts. */
export type Reached = Map<number, { name: string } & Results>;

export async function drainOnce(
  { stage }: Pick<Bench, 'stage'>,
  { contender, waiting, processes }: Omit<Trial, 'size'>,
  reached: Reached,
  options?: TurnOptions,
): Promise<Drained> {
  const measure = async (running: RunningContender): Promise<Drained> => {
    const { url, connections, pool, startConsumers } = running;
    const save = (first: number, amount: number) =>
      sendLoad({ url, apiKey: connections.apiKey, connections: Math.min(50, amount), first, amount });
    // Consumers do some work only once, for example Temporal learns their build. It is not measured.
    await save(0, 1);
    const [first] = await startConsumers(1);
    await untilDone(pool, 1);
    await first!.stop();
    await save(1, waiting - 1);
    await pool.query('checkpoint');
    const drained = await drainWith(running, { waiting, processes });
    const results = { name: contender.name, ...(await readResults(pool)) };
    requireEqual(reached.get(waiting) ?? results, results);
    reached.set(waiting, reached.get(waiting) ?? results);
    if (contender.name === 'afterburn') await requireVerified(pool);
    return drained;
  };
  return withContender(stage, contender, measure, options);
}

interface Drained {
  /** Workouts/s. */
  rate: number;
  /** Of the whole machine. */
  busyCores: number;
}

/** Work and time before the last consumer has started do not count. */
async function drainWith(
  { pool, startConsumers }: RunningContender,
  { waiting, processes }: { waiting: number; processes: number },
): Promise<Drained> {
  await startConsumers(processes);
  const askCores = watchCores();
  const start = performance.now();
  const already = await countDone(pool);
  await untilDone(pool, waiting);
  return { rate: ((waiting - already) / (performance.now() - start)) * 1000, busyCores: askCores() };
}

const untilDone = (pool: Pool, count: number): Promise<void> =>
  untilTrue(`${count} workouts`, async () => (await countDone(pool)) >= count, {
    // Counting takes time too: 7 % of a drain of 10,000, if it is done every 100 ms.
    everyMs: Math.max(100, count / 25),
    timeoutMs: 480_000,
  });

async function countDone(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ done: number }>(
    `select count(*)::int as done from workouts where status like 'processed%'`,
  );
  return rows[0]!.done;
}

const keyOf = (name: string, size: number, processes: number): string => `${name} ${size} ${processes}`;

function findingsOf(bench: Bench, rates: ReadonlyMap<string, number[]>, busyCores: number): Findings {
  const mostGain = cpus().length / busyCores;
  const rate = (name: string, size: number, processes = 1): number =>
    median(rates.get(keyOf(name, size, processes)) ?? []);
  const sizes = sizesOf(bench);
  return {
    title: 'Drain: workouts that wait, until the last result is in the tables',
    ratios: sizes.flatMap((size) => [
      ...[
        {
          what: `drain, ${size.toLocaleString('en-US')} waiting: workouts/s ÷ RabbitMQ’s consumer`,
          ratio: rate('afterburn', size) / rate('rabbitmq', size),
          goal: { atLeast: size >= MANY ? GOAL_OF_MANY : GOAL },
        },
        {
          what: `drain, ${size.toLocaleString('en-US')} waiting: workouts/s ÷ set-based SQL by hand`,
          ratio: rate('afterburn', size) / rate('set-based', size),
        },
      ].filter(({ ratio }) => Number.isFinite(ratio)),
      ...(Number.isFinite(rate('afterburn', size, 2))
        ? [
            {
              what: `drain, ${size.toLocaleString('en-US')} waiting: two worker processes ÷ one${mostGain < GAIN ? ` (${cpus().length} cores allow ${rounded(mostGain)})` : ''}`,
              ratio: rate('afterburn', size, 2) / rate('afterburn', size),
              ...(mostGain < GAIN ? {} : { goal: { atLeast: GAIN } }),
            },
          ]
        : []),
    ]),
    tables: [
      {
        caption: 'Workouts/s.',
        columns: [
          'contender',
          ...sizes.flatMap((size) =>
            [1, 2].map((n) => `${size.toLocaleString('en-US')}, ${n} process${n > 1 ? 'es' : ''}`),
          ),
        ],
        rows: bench.contenders
          .filter(({ consumer }) => consumer)
          .map(({ name, title }) => [
            title,
            ...sizes.flatMap((size) => [1, 2].map((processes) => rounded(rate(name, size, processes)))),
          ]),
      },
    ],
    notes: [
      'Checked after each turn: the energy and final status of each workout, each athlete’s awards, all scores and the number of events are the same as every other contender’s. `ops verify` found nothing after each of Afterburn’s.',
      `Slow ones are given fewer: ${Object.entries(SLOW)
        .map(([name, count]) => `${name} ${count.toLocaleString('en-US')}`)
        .join(', ')}.`,
      ...(Number.isFinite(busyCores)
        ? [
            `With one worker process of Afterburn’s, ${rounded(busyCores)} of ${cpus().length} cores were busy, PostgreSQL, Temporal and the measurement included: a second process can bring at most ${rounded(mostGain)} times as much here.`,
          ]
        : []),
      'Peers compare on a part of Afterburn’s work: it also finds best efforts and records, settles duplicates, computes the training load and all other awards, keeps the state of six steps, and recomputes instead of adding up.',
    ],
  };
}
