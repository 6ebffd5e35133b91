import { sendLoad } from './harness/load.ts';
import { WORKOUTS_EACH, withManyAthletes } from './harness/many-athletes.ts';
import type { Bench, Findings, Measure } from './harness/measure.ts';
import { untilProcessed } from './harness/processed.ts';
import type { RunningContender } from './harness/rounds.ts';
import { median, rounded } from './harness/statistics.ts';
import { requireAthletesVerified } from './harness/verified.ts';
import { ATHLETES } from './harness/workouts.ts';

const WAITING = 10_000;
const DRAINS = 2;
/** Number of copied athletes to verify, and of athletes of drained workouts. */
const SAMPLE = 200;

/** Measures whether a drain is as fast with years of existing workouts. */
export const growth: Measure = {
  name: 'growth',
  async run(bench) {
    const rates = new Map<number, number[]>();
    for (const workouts of sizesOf(bench)) {
      const found = await bench.attempt(`growth, ${workouts} there`, () => measureWith(bench, workouts));
      if (found) rates.set(workouts, found);
    }
    return findingsOf(bench, rates);
  },
};

/** Number of existing workouts. */
const sizesOf = ({ sizes, quick }: Bench): readonly number[] =>
  sizes ?? (quick ? [1000, 10_000] : [10_000, 100_000, 1_000_000]);

const waitingOf = ({ quick }: Bench): number => (quick ? WAITING / 5 : WAITING);

const measureWith = (bench: Bench, workouts: number): Promise<number[]> =>
  withManyAthletes(bench, workouts / WORKOUTS_EACH, async (running) => {
    const rates: number[] = [];
    for (let drain = 0; drain < (bench.repeats ?? DRAINS); drain += 1) {
      rates.push(await drainOnce(running, { waiting: waitingOf(bench), drain }));
      bench.log(`growth, ${workouts} there: ${rounded(rates.at(-1)!)}/s`);
    }
    await verifySome(running);
    return rates;
  });

/** Drains once. The worker starts after all workouts are waiting. */
async function drainOnce(
  running: RunningContender,
  { waiting: amount, drain }: { waiting: number; drain: number },
): Promise<number> {
  const { url, pool, connections } = running;
  const load = { url, apiKey: connections.apiKey, connections: 50 };
  await sendLoad({ ...load, first: drain * amount, amount });
  await pool.query('checkpoint');
  const countWaiting = async (): Promise<number> => {
    const { rows } = await pool.query<{ waiting: number }>(
      `select count(*)::int as waiting from workouts where status in ('accepted', 'processing')`,
    );
    return rows[0]!.waiting;
  };
  const [worker] = await running.startConsumers(1);
  const start = performance.now();
  const waiting = await countWaiting();
  await untilProcessed(pool, { timeoutMs: 300_000 });
  const rate = (waiting / (performance.now() - start)) * 1000;
  await worker!.stop();
  return rate;
}

async function verifySome({ pool }: RunningContender): Promise<void> {
  const { rows } = await pool.query<{ athlete_uuid: string }>(
    `(select athlete_uuid from athletes where athlete_id like 'ath-%' order by random() limit $1::int)
     union all
     (select athlete_uuid from athletes where athlete_id like 'seed-%' order by random() limit $2::int)`,
    [SAMPLE, SAMPLE],
  );
  await requireAthletesVerified(
    pool,
    rows.map((row) => row.athlete_uuid),
  );
}

function findingsOf(bench: Bench, rates: ReadonlyMap<number, number[]>): Findings {
  const sizes = sizesOf(bench);
  const rate = (workouts: number): number => median(rates.get(workouts) ?? []);
  const [fewest, ...more] = sizes;
  const count = (number: number): string => number.toLocaleString('en-US');
  return {
    title: 'Growth: the same drain, with ever more workouts there already',
    ratios: more.map((workouts) => ({
      what: `growth: drain with ${count(workouts)} workouts there ÷ with ${count(fewest!)}`,
      ratio: rate(workouts) / rate(fewest!),
      goal: { atLeast: 0.8 },
    })),
    tables: [
      {
        caption: 'Workouts/s.',
        columns: ['workouts there', 'of athletes', 'median', 'each'],
        rows: sizes.map((workouts) => [
          count(workouts),
          count(workouts / WORKOUTS_EACH),
          rounded(rate(workouts)),
          (rates.get(workouts) ?? []).map(rounded).join(', '),
        ]),
      },
    ],
    notes: [
      `${count(waitingOf(bench))} workouts of ${count(ATHLETES)} other athletes wait and are drained, ${DRAINS} times one after the other, each time by a new worker process, on the same boards and in the same weeks.`,
      `Who is there: 100 athletes whose ${WORKOUTS_EACH} workouts each the product has processed, and copies of all their rows under other ids. \`ops verify\` of ${SAMPLE} of them and of ${SAMPLE} of the others found nothing.`,
    ],
  };
}
