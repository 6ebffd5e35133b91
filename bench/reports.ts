import { connectTemporal, type Temporal } from '../src/temporal/client.ts';
import { TASK_QUEUES, WORKFLOWS } from '../src/domain/workflow-ids.ts';
import { WORKOUTS_EACH, withManyAthletes } from './harness/many-athletes.ts';
import type { Bench, Findings, Measure } from './harness/measure.ts';
import { residentMebibytes } from './harness/programs.ts';
import type { RunningContender } from './harness/rounds.ts';
import { rounded } from './harness/statistics.ts';
import { requireAthletesVerified } from './harness/verified.ts';
import { untilTrue } from './harness/waiting.ts';
import { makeReportsBySql, requireSameReports } from './work/reports-by-sql.ts';

/** The month of the existing workouts. */
const MONTH = '2024-01';
const TIME_ZONE = 'UTC';
/** All pages cost the same, so the reports of this time show the rate. The rest is not awaited. */
const MOST_SECONDS = 60;
const SAMPLE = 500;

/** Measures the reports of a month for all athletes: throughput, memory and size of histories. */
export const reports: Measure = {
  name: 'reports',
  async run(bench) {
    const athletes = bench.sizes?.[0] ?? (bench.quick ? 1000 : 100_000);
    const figures = await withManyAthletes(bench, athletes, (running) => measureReports(bench, running));
    return findingsOf(athletes, figures);
  },
};

interface Figures {
  made: number;
  seconds: number;
  perSecondBySql: number;
  /** Highest memory of the worker in MiB, in the first and in the second half of the time. */
  memory: { first: number; second: number };
  /** Of the longest execution. */
  history: { events: number; bytes: number };
}

async function measureReports({ log }: Bench, running: RunningContender): Promise<Figures> {
  const { pool, connections } = running;
  const perSecondBySql = await makeReportsBySql(pool, MONTH);
  log(`reports by SQL alone: ${rounded(perSecondBySql)}/s`);
  const [worker] = await running.startConsumers(1);
  const temporal = connectTemporal({ address: connections.serverUrl, namespace: 'default' });
  const memory: number[] = [];
  const watch = setInterval(() => memory.push(residentMebibytes(worker!.pid)), 200);
  try {
    const start = performance.now();
    const { workflowId } = await temporal.client.workflow.start(WORKFLOWS.monthlyReports, {
      workflowId: 'monthly-reports-bench',
      taskQueue: TASK_QUEUES.reports,
      args: [{ timeZone: TIME_ZONE, month: MONTH }],
    });
    const isOver = async (): Promise<boolean> =>
      performance.now() > start + MOST_SECONDS * 1000 || !(await isRunning(temporal, workflowId));
    await untilTrue('The reports', isOver, { everyMs: 200, timeoutMs: (MOST_SECONDS + 30) * 1000 });
    const made = await countReports(running);
    const seconds = (performance.now() - start) / 1000;
    log(`reports: ${made} in ${rounded(seconds)} s`);
    if (await isRunning(temporal, workflowId))
      await temporal.client.workflow.getHandle(workflowId).terminate('Enough for the rate');
    await requireSameReports(pool, MONTH);
    await verifySome(running);
    const half = Math.floor(memory.length / 2);
    return {
      made,
      seconds,
      perSecondBySql,
      memory: { first: Math.max(...memory.slice(0, half)), second: Math.max(...memory.slice(half)) },
      history: await readLongestHistory(temporal, workflowId),
    };
  } finally {
    clearInterval(watch);
    await temporal.close();
  }
}

const isRunning = async ({ client }: Temporal, workflowId: string): Promise<boolean> =>
  (await client.workflow.getHandle(workflowId).describe()).status.name === 'RUNNING';

async function countReports({ pool }: RunningContender): Promise<number> {
  const { rows } = await pool.query<{ made: number }>(
    'select count(*)::int as made from report_months where month = $1::text and report is not null',
    [MONTH],
  );
  return rows[0]!.made;
}

async function verifySome({ pool }: RunningContender): Promise<void> {
  const { rows } = await pool.query<{ athlete_uuid: string }>(
    'select athlete_uuid from report_months order by random() limit $1::int',
    [SAMPLE],
  );
  await requireAthletesVerified(
    pool,
    rows.map((row) => row.athlete_uuid),
  );
}

async function readLongestHistory({ client }: Temporal, workflowId: string): Promise<Figures['history']> {
  const longest = { events: 0, bytes: 0 };
  await untilTrue('The runs in the list', async () => {
    for await (const run of client.workflow.list({ query: `WorkflowId = '${workflowId}'` })) {
      longest.events = Math.max(longest.events, run.historyLength);
      longest.bytes = Math.max(longest.bytes, run.historySize ?? 0);
    }
    return longest.events > 0;
  });
  return longest;
}

function findingsOf(athletes: number, { made, seconds, perSecondBySql, memory, history }: Figures): Findings {
  const count = (number: number): string => number.toLocaleString('en-US');
  const all = made === athletes ? 'all of them' : `${count(made)} of them in ${rounded(seconds)} s`;
  return {
    title: `Reports: a month’s, of ${count(athletes)} athletes`,
    ratios: [
      {
        what: `reports of ${count(athletes)}: reports/s ÷ SQL alone`,
        ratio: made / seconds / perSecondBySql,
      },
      {
        what: `reports of ${count(athletes)}: worker’s memory, second half ÷ first half`,
        ratio: memory.second / memory.first,
        goal: { atMost: 1.1 },
      },
    ],
    tables: [
      {
        caption: '',
        columns: ['what', 'figure'],
        rows: [
          ['reports/s, one worker', rounded(made / seconds)],
          ['reports/s by SQL alone', rounded(perSecondBySql)],
          ['worker’s memory (RSS), most in the first half, MiB', rounded(memory.first)],
          ['most in the second half, MiB', rounded(memory.second)],
          ['longest history of a run, events', count(history.events)],
          ['its size, kB', rounded(history.bytes / 1000)],
        ],
      },
    ],
    notes: [
      `Made: ${all}, of ${WORKOUTS_EACH} workouts each. Each report’s totals were compared with those of SQL: the same; \`ops verify\` of ${SAMPLE} athletes found nothing.`,
      'SQL alone: one statement for all, of totals, sports, days and ranks. A report of Afterburn also has records, awards, training load and the best workout, is locked, compared with its last revision, and told to the athlete.',
    ],
  };
}
