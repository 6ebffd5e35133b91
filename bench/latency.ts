import { contender as plainSteps } from './contenders/plain-steps.ts';
import type { Contender } from './contenders/contender.ts';
import { askProgram } from './harness/ask-program.ts';
import type { Bench, Findings, Measure } from './harness/measure.ts';
import { untilProcessed } from './harness/processed.ts';
import { startProgram } from './harness/programs.ts';
import { withContender, type RunningContender } from './harness/rounds.ts';
import { median, rounded } from './harness/statistics.ts';
import { requireVerified } from './harness/verified.ts';
import { findFreePort } from '../src/embedded/ports.ts';
import type { ViewersOrder, ViewersReport } from './programs/viewers.ts';

const RATES = [1, 10, 100, 1000];
const COMPARED_RATE = 10;

/** How long an athlete waits in front of the page: from the POST to the event in the open stream. */
export const latency: Measure = {
  name: 'latency',
  async run(bench) {
    const reports = new Map<string, ViewersReport[]>();
    const afterburn = bench.contenders.find(({ name }) => name === 'afterburn');
    for (let turn = 0; turn < (bench.repeats ?? (bench.quick ? 1 : 2)); turn += 1) {
      for (const [contender, rates] of [
        ...(afterburn ? [[afterburn, RATES] as const] : []),
        [plainSteps, [1, COMPARED_RATE]] as const,
      ])
        await bench.attempt(`latency ${contender.name}`, () =>
          takeTurn(bench, { contender, rates, reports }),
        );
    }
    return findingsOf(reports);
  },
};

async function takeTurn(
  { stage, quick, log }: Bench,
  {
    contender,
    rates,
    reports,
  }: { contender: Contender; rates: readonly number[]; reports: Map<string, ViewersReport[]> },
): Promise<void> {
  await withContender(stage, contender, async (running) => {
    await running.startConsumers(1);
    const streams = contender === plainSteps ? await startStreams(running) : undefined;
    let first = 0;
    const follow = async (perSecond: number, seconds: number): Promise<ViewersReport> => {
      const report = await askProgram<ViewersReport>('viewers', {
        saveUrl: running.url,
        streamUrl: streams?.url ?? running.url,
        apiKey: running.connections.apiKey,
        perSecond,
        seconds,
        first,
      } satisfies ViewersOrder);
      // The next whole round of athletes, so that the watched ones stay the same.
      first = Math.ceil(report.next / 1000) * 1000;
      if (report.refused > 0) throw new Error(`${contender.name}: ${report.refused} saves were refused.`);
      return report;
    };
    await follow(COMPARED_RATE, quick ? 2 : 5);
    for (const perSecond of rates) {
      const report = await follow(perSecond, secondsAt(perSecond, quick));
      reports.set(keyOf(contender, perSecond), [...(reports.get(keyOf(contender, perSecond)) ?? []), report]);
      log(
        `latency ${contender.name}, ${perSecond}/s: p50 ${rounded(report.processed.p50)}, p95 ${rounded(report.processed.p95)} ms, behind ${report.behind} s`,
      );
    }
    await untilProcessed(running.pool, { timeoutMs: 300_000 });
    await requireVerified(running.pool);
    await streams?.stop();
  });
}

/** The product's API, for its streams alone. */
async function startStreams({ connections: { databaseUrl, serverUrl } }: RunningContender) {
  const port = await findFreePort();
  const api = await startProgram({
    file: new URL('../src/api/main.ts', import.meta.url),
    env: { DATABASE_URL: databaseUrl, TEMPORAL_ADDRESS: serverUrl, PORT: String(port) },
  });
  return { url: `http://127.0.0.1:${port}`, stop: () => api.stop() };
}

function secondsAt(perSecond: number, quick: boolean): number {
  if (quick) return perSecond === 1 ? 5 : 3;
  return perSecond === 1 ? 15 : 10;
}

const keyOf = ({ name }: Contender | { name: string }, perSecond: number): string => `${name} ${perSecond}`;

function findingsOf(reports: ReadonlyMap<string, ViewersReport[]>): Findings {
  const of = (name: string, rate: number, figure: (report: ViewersReport) => number): number =>
    median((reports.get(keyOf({ name }, rate)) ?? []).map(figure));
  const p95 = (name: string, rate: number) => of(name, rate, (report) => report.processed.p95);
  const row = ({ name, title }: { name: string; title: string }, rate: number): string[] => [
    title,
    `${rate.toLocaleString('en-US')}/s`,
    ...(['p50', 'p95', 'p99'] as const).map((part) =>
      rounded(of(name, rate, (report) => report.processed[part])),
    ),
    ...(['p50', 'p95'] as const).map((part) => rounded(of(name, rate, (report) => report.badge[part]))),
    rounded(of(name, rate, (report) => report.behind ?? Number.NaN)),
  ];
  const last = RATES.at(-1)!;
  return {
    title: 'Latency: from the POST to the event in the athlete’s stream',
    ratios: [
      {
        what: `latency at ${COMPARED_RATE}/s: p95 ÷ plain Temporal’s with the same activities`,
        ratio: p95('afterburn', COMPARED_RATE) / p95(plainSteps.name, COMPARED_RATE),
        goal: { atMost: 1.3 },
      },
      {
        what: `latency at ${last.toLocaleString('en-US')}/s: p95 ÷ 2 s`,
        ratio: p95('afterburn', last) / 2000,
        goal: { atMost: 1 },
      },
    ].filter(({ ratio }) => Number.isFinite(ratio)),
    tables: [
      {
        caption: 'Milliseconds; behind: seconds from the last POST to the last event.',
        columns: ['', 'saves', 'processed p50', 'p95', 'p99', 'badge p50', 'p95', 'behind'],
        rows: [
          ...RATES.map((rate) => row({ name: 'afterburn', title: 'Afterburn' }, rate)),
          ...[1, COMPARED_RATE].map((rate) => row(plainSteps, rate)),
        ],
      },
    ],
    notes: [
      'Saves are sent on the clock, whether or not answers keep up, by 1,000 athletes of whom 100 have their stream open and are measured.',
      `Processed is the last event of a workout, of each; a badge (achievement.earned) comes before it, of those that earn one. ${plainSteps.title}: ${plainSteps.setUp}.`,
    ],
  };
}
