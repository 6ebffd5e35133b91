import { contender as afterburn } from './contenders/afterburn.ts';
import { lineOf } from './import-lines.ts';
import { copyAthletes } from './harness/copied-athletes.ts';
import type { Bench, Findings, Measure } from './harness/measure.ts';
import { untilProcessed } from './harness/processed.ts';
import { processorMs, processorMsOfTree } from './harness/processor-time.ts';
import { withContender, type RunningContender } from './harness/rounds.ts';
import { importLines, saveWorkout } from './harness/saving.ts';
import { median, percentile, rounded } from './harness/statistics.ts';
import { requireVerified } from './harness/verified.ts';
import { untilTrue } from './harness/waiting.ts';

const YEARS = 20;
const DAYS = 365 * YEARS;
/** Several, so that the rows of one athlete are not always cached. */
const VETERANS = 4;
const WARM_UP = 10;
const SAVES = 40;
const EACH_TURN = 10;

/** Measures the cost of one more workout for an athlete with twenty years of workouts, and for a new one. */
export const longHistories: Measure = {
  name: 'histories',
  async run(bench) {
    const days = bench.quick ? DAYS / 10 : DAYS;
    return findingsOf(
      days,
      await withContender(bench.stage, afterburn, (running) => measure(bench, running, days)),
    );
  },
};

interface Costs {
  /** Milliseconds from each POST until the workout is processed. */
  took: number[];
  /** Processor time per workout in milliseconds, of each round. */
  worker: number[];
  postgres: number[];
}

type Who = 'new' | 'veteran';

async function measure(
  { stage, log, quick }: Bench,
  running: RunningContender,
  days: number,
): Promise<Record<Who, Costs>> {
  const [worker] = await running.startConsumers(1);
  const { pool } = running;
  await insertAthlete(running, 'veteran');
  await importLines(
    running,
    Array.from({ length: days }, (_, day) => lineOf('veteran', day * 4)),
  );
  await copyAthletes(pool, VETERANS - 1);
  log(`histories: ${VETERANS} athletes have ${days} workouts each`);
  const veterans = ['veteran', ...Array.from({ length: VETERANS - 1 }, (_, copy) => `veteran-${copy + 1}`)];
  let next = days * 4;
  /** New athletes are different ones each time. */
  const saveOne = async (who: Who): Promise<number> => {
    const athleteId = who === 'veteran' ? veterans[next % VETERANS]! : `new-${next}`;
    if (who === 'new') await insertAthlete(running, athleteId);
    const start = performance.now();
    const id = await saveWorkout(running, JSON.parse(lineOf(athleteId, next)) as object);
    next += 5;
    await untilProcessedOne(running, id);
    return performance.now() - start;
  };
  const costs: Record<Who, Costs> = {
    new: { took: [], worker: [], postgres: [] },
    veteran: { took: [], worker: [], postgres: [] },
  };
  for (let save = 0; save < WARM_UP * 2; save += 1) await saveOne(save % 2 === 0 ? 'new' : 'veteran');
  for (let turn = 0; turn < (quick ? 1 : SAVES / EACH_TURN); turn += 1)
    for (const who of ['new', 'veteran'] as const) {
      const before = { worker: processorMs(worker!.pid), postgres: processorMsOfTree(stage.postgresPid) };
      for (let save = 0; save < EACH_TURN; save += 1) costs[who].took.push(await saveOne(who));
      costs[who].worker.push((processorMs(worker!.pid) - before.worker) / EACH_TURN);
      costs[who].postgres.push((processorMsOfTree(stage.postgresPid) - before.postgres) / EACH_TURN);
    }
  for (const who of ['new', 'veteran'] as const)
    log(`histories, ${who}: ${rounded(median(costs[who].took))} ms until processed`);
  await untilProcessed(pool, { timeoutMs: 60_000 });
  await requireVerified(pool);
  return costs;
}

/** Inserts an athlete with the inputs of the energy formulas. */
async function insertAthlete({ pool, connections }: RunningContender, athleteId: string): Promise<void> {
  await pool.query(
    `with athlete as (
       insert into athletes (athlete_uuid, app_id, athlete_id, sex, birth_date, height_cm, resting_heart_rate)
       values (gen_random_uuid(), $1::uuid, $2::text, 'female', date '1980-05-05', 170, 52)
       returning athlete_uuid
     )
     insert into athlete_weights (athlete_uuid, valid_from, weight_kg)
     select athlete_uuid, date '1990-01-01', 62 from athlete`,
    [connections.appId, athleteId],
  );
}

const untilProcessedOne = ({ pool }: RunningContender, workoutId: string): Promise<void> =>
  untilTrue(
    'The workout',
    async () => {
      const { rowCount } = await pool.query({
        name: 'is-processed',
        text: `select from workouts where workout_id = $1::uuid and status like 'processed%'`,
        values: [workoutId],
      });
      return rowCount === 1;
    },
    { everyMs: 5 },
  );

function findingsOf(days: number, costs: Record<Who, Costs>): Findings {
  const years = Math.round(days / 365);
  const processor = (who: Who): number => median(costs[who].worker) + median(costs[who].postgres);
  const row = (who: Who, title: string): string[] => [
    title,
    rounded(median(costs[who].took)),
    rounded(percentile(costs[who].took, 0.95)),
    rounded(median(costs[who].worker)),
    rounded(median(costs[who].postgres)),
  ];
  return {
    title: `Long histories: one more workout after ${years} years of daily ones`,
    ratios: [
      {
        what: `${years} years of daily workouts ÷ a new athlete: POST until processed, median`,
        ratio: median(costs.veteran.took) / median(costs.new.took),
        goal: { atMost: 3 },
      },
      {
        what: `${years} years of daily workouts ÷ a new athlete: processor time, worker and PostgreSQL`,
        ratio: processor('veteran') / processor('new'),
        goal: { atMost: 3 },
      },
    ],
    tables: [
      {
        caption: 'Milliseconds a workout; the last two are processor time.',
        columns: ['', 'until processed, p50', 'p95', 'worker', 'PostgreSQL'],
        rows: [row('new', 'a new athlete'), row('veteran', `an athlete of ${years} years`)],
      },
    ],
    notes: [
      `One save after the other, ${EACH_TURN} of the ones, ${EACH_TURN} of the others, in turns. The histories are runs with heart rate, energy and best efforts, imported and processed by the product; \`ops verify\` of everybody found nothing.`,
      'PostgreSQL’s time is that of all its processes, what the API asks included.',
    ],
  };
}
