import { contender as plainSteps } from './contenders/plain-steps.ts';
import type { Contender } from './contenders/contender.ts';
import { measureElsewhere, type Elsewhere } from './harness/another-checkout.ts';
import { askProgram } from './harness/ask-program.ts';
import type { Bench, Findings, Measure, Ratio } from './harness/measure.ts';
import { untilProcessed } from './harness/processed.ts';
import { startProgram } from './harness/programs.ts';
import { withContender, type RunningContender } from './harness/rounds.ts';
import type { Distance } from './harness/stage.ts';
import { median, percentile, rounded } from './harness/statistics.ts';
import { requireVerified } from './harness/verified.ts';
import { findFreePort } from '../src/embedded/ports.ts';
import type { ViewersOrder, ViewersReport } from './programs/viewers.ts';

const RATES = [1, 10, 100, 1000];
const COMPARED_RATES = [1, 10];
const WARM_UP_RATE = 10;
/** p95 over that of the checkout that is compared with. */
const GOALS_AGAINST: Readonly<Record<number, number>> = { 100: 0.6, 1000: 0.4 };

/** Measures how long an athlete waits, from the POST to the event in the open stream. */
export const latency: Measure = {
  name: 'latency',
  async run(bench) {
    const reports: Reports = new Map();
    const before: Elsewhere[] = [];
    const afterburn = bench.contenders.find(({ name }) => name === 'afterburn');
    for (let turn = 0; turn < (bench.repeats ?? (bench.quick ? 1 : 2)); turn += 1) {
      if (bench.against !== undefined) {
        const folder = bench.against;
        const found = await bench.attempt(`latency of ${folder}`, () => measureElsewhere(bench, folder));
        if (found) before.push(found);
      }
      for (const [contender, rates] of [
        ...(afterburn ? [[afterburn, RATES] as const] : []),
        [plainSteps, COMPARED_RATES] as const,
      ])
        await bench.attempt(`latency ${contender.name}`, () =>
          takeTurn(bench, { contender, rates, reports }),
        );
    }
    return findingsOf(reports, before);
  },
};

type Reports = Map<string, ViewersReport[]>;

export async function takeTurn(
  { stage, quick, log }: Bench,
  {
    contender,
    rates,
    reports,
    distance,
  }: { contender: Contender; rates: readonly number[]; reports: Reports; distance?: Distance },
): Promise<void> {
  await withContender(
    stage,
    contender,
    async (running) => {
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
        // Starts with the next full cycle of athletes, so that the watched ones stay the same.
        first = Math.ceil(report.next / 1000) * 1000;
        if (report.refused > 0) throw new Error(`${contender.name}: ${report.refused} saves were refused.`);
        return report;
      };
      await follow(WARM_UP_RATE, quick ? 2 : 5);
      for (const perSecond of rates) {
        const report = await follow(perSecond, secondsAt(perSecond, quick));
        const key = keyOf(contender.name, perSecond);
        reports.set(key, [...(reports.get(key) ?? []), report]);
        log(
          `latency ${contender.name}, ${perSecond}/s: p50 ${rounded(percentile(report.processed, 0.5))}, p95 ${rounded(percentile(report.processed, 0.95))} ms, behind ${report.behind} s`,
        );
      }
      await untilProcessed(running.pool, { timeoutMs: 300_000 });
      await requireVerified(running.pool);
      await streams?.stop();
    },
    distance && { distance },
  );
}

/** Starts the product's API, for its streams only. */
async function startStreams({ connections: { databaseUrl, serverUrl } }: RunningContender) {
  const port = await findFreePort();
  const api = await startProgram({
    file: new URL('../src/api/main.ts', import.meta.url),
    env: { DATABASE_URL: databaseUrl, TEMPORAL_ADDRESS: serverUrl, PORT: String(port) },
  });
  return { url: `http://127.0.0.1:${port}`, stop: () => api.stop() };
}

/** At 1/s two rounds of 30 s: the median is one of 60 saves. */
function secondsAt(perSecond: number, quick: boolean): number {
  if (quick) return perSecond === 1 ? 5 : 3;
  return perSecond === 1 ? 30 : 10;
}

export const keyOf = (name: string, perSecond: number): string => `${name} ${perSecond}`;

/** Returns a percentile of the saves of all rounds. */
export const pooled = (
  reports: ReadonlyMap<string, ViewersReport[]>,
  key: string,
  { of, share }: { of: 'processed' | 'badge'; share: number },
): number =>
  percentile(
    (reports.get(key) ?? []).flatMap((report) => report[of]),
    share,
  );

function findingsOf(reports: Reports, before: readonly Elsewhere[]): Findings {
  const figure = (name: string, rate: number, share: number, of: 'processed' | 'badge' = 'processed') =>
    pooled(reports, keyOf(name, rate), { of, share });
  const toPlain = (rate: number, share: number): number =>
    figure('afterburn', rate, share) / figure(plainSteps.name, rate, share);
  const row = ({ name, title }: { name: string; title: string }, rate: number): string[] => [
    title,
    `${rate.toLocaleString('en-US')}/s`,
    ...[0.5, 0.95, 0.99].map((share) => rounded(figure(name, rate, share))),
    ...[0.5, 0.95].map((share) => rounded(figure(name, rate, share, 'badge'))),
    rounded(median((reports.get(keyOf(name, rate)) ?? []).map(({ behind }) => behind ?? Number.NaN))),
  ];
  const p95Before = (rate: number): number =>
    median(before.map((figures) => figures.p95[rate] ?? Number.NaN));
  const against = Object.entries(GOALS_AGAINST).map(([rate, atMost]): Ratio => ({
    what: `latency at ${Number(rate).toLocaleString('en-US')}/s: p95 ÷ that of commit ${before[0]?.commit}`,
    ratio: figure('afterburn', Number(rate), 0.95) / p95Before(Number(rate)),
    goal: { atMost },
  }));
  return {
    title: 'Latency: from the POST to the event in the athlete’s stream',
    ratios: [
      {
        what: 'latency at 1/s: median of all saves ÷ plain Temporal’s with the same activities',
        ratio: toPlain(1, 0.5),
        goal: { atMost: 1 },
      },
      {
        what: 'latency at 10/s: p95 ÷ plain Temporal’s with the same activities',
        ratio: toPlain(10, 0.95),
        goal: { atMost: 1 },
      },
      ...against,
    ].filter(({ ratio }) => Number.isFinite(ratio)),
    tables: [
      {
        caption: 'Milliseconds; behind: seconds from the last POST to the last event.',
        columns: ['', 'saves', 'processed p50', 'p95', 'p99', 'badge p50', 'p95', 'behind'],
        rows: [
          ...RATES.map((rate) => row({ name: 'afterburn', title: 'Afterburn' }, rate)),
          ...COMPARED_RATES.map((rate) => row(plainSteps, rate)),
          ...(before.length > 0
            ? RATES.map((rate) => [
                `Afterburn, commit ${before[0]!.commit}`,
                `${rate.toLocaleString('en-US')}/s`,
                '–',
                rounded(p95Before(rate)),
                ...Array.from({ length: 4 }, () => '–'),
              ])
            : []),
        ],
      },
    ],
    notes: [
      'Saves are sent on the clock, whether or not answers keep up, by 1,000 athletes of whom 100 have their stream open and are measured.',
      `Processed is the last event of a workout, of each; a badge (achievement.earned) comes before it, of those that earn one. ${plainSteps.title}: ${plainSteps.setUp}.`,
      'Both run on the same server with the same settings, in turns; percentiles are of the saves of all turns.',
    ],
  };
}
