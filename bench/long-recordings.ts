import { gzipSync } from 'node:zlib';
import { makeFit } from '../src/demo/make-fit.ts';
import { makeGpx } from '../src/demo/make-gpx.ts';
import { simulateActivity, type SimulationOptions } from '../src/demo/simulated-activity.ts';
import { tcxFile } from '../test/activities/recording/make-xml.ts';
import { contender as afterburn } from './contenders/afterburn.ts';
import type { Bench, Findings, Measure } from './harness/measure.ts';
import { untilProcessed } from './harness/processed.ts';
import { processorMs } from './harness/processor-time.ts';
import { mostResidentMebibytes, residentMebibytes } from './harness/programs.ts';
import { withContender, type RunningContender } from './harness/rounds.ts';
import { uploadRecording } from './harness/saving.ts';
import { median, rounded } from './harness/statistics.ts';
import { requireVerified } from './harness/verified.ts';
import { untilTrue } from './harness/waiting.ts';

/** Far apart, because the fixed cost of a file varies by the cost of 20,000 points. */
const POINTS = [10_000, 50_000, 100_000];
const REPEATS = 5;
const FORMATS = ['fit', 'tcx', 'gpx'] as const;
type Format = (typeof FORMATS)[number];

/**
 * Measures whether the cost of a recording is proportional to its points: to read and store it, and to compute best
 * efforts and energy.
 */
export const longRecordings: Measure = {
  name: 'recordings',
  async run(bench) {
    const costs = new Map<string, Cost>();
    for (const format of FORMATS)
      await bench.attempt(`recordings, ${format}`, () =>
        withContender(bench.stage, afterburn, (running) => measureFormat(bench, running, { format, costs })),
      );
    return findingsOf(costs);
  },
};

interface Cost {
  /** Processor time of the worker, in milliseconds. */
  processor: number;
  /** Its highest memory, minus that before, in MiB. */
  memory: number;
}

const keyOf = (format: Format, points: number): string => `${format} ${points}`;

/** From few points to many, so that each size needs more memory than the last one. */
async function measureFormat(
  { log, quick }: Bench,
  running: RunningContender,
  { format, costs }: { format: Format; costs: Map<string, Cost> },
): Promise<void> {
  const [worker] = await running.startConsumers(1);
  const pid = worker!.pid;
  // The first rounds compile code and open connections.
  for (let seed = 0; seed < 3; seed += 1) await read(running, { format, points: POINTS[0]! / 2, seed });
  const idle = residentMebibytes(pid);
  for (const points of POINTS) {
    const times: number[] = [];
    for (let repeat = 0; repeat < (quick ? 1 : REPEATS); repeat += 1) {
      const before = processorMs(pid);
      await read(running, { format, points, seed: points + repeat });
      times.push(processorMs(pid) - before);
    }
    const cost = { processor: median(times), memory: mostResidentMebibytes(pid) - idle };
    costs.set(keyOf(format, points), cost);
    log(
      `recordings, ${format} of ${points} points: ${rounded(cost.processor)} ms, +${rounded(cost.memory)} MiB`,
    );
  }
  await requireVerified(running.pool);
}

/** Waits until its workout is processed. */
async function read(
  running: RunningContender,
  { format, points, seed }: { format: Format; points: number; seed: number },
): Promise<void> {
  const startedAt = new Date(Date.UTC(2025, 0, 1) + seed * 30_000).toISOString();
  const bytes = RECORD[format]({ sport: 'ride', startedAt, durationSeconds: points - 1, seed });
  const location = await uploadRecording(running, { athleteId: `rider-${points}-${seed}`, bytes });
  const uploadId = location.slice(location.lastIndexOf('/') + 1);
  await untilTrue('The recording', async () => {
    const { rows } = await running.pool.query<{ status: string }>(
      'select status from uploads where upload_id = $1::uuid',
      [uploadId],
    );
    if (rows[0]!.status === 'failed') throw new Error(`The ${format} of ${points} points was not read.`);
    return rows[0]!.status === 'processed';
  });
  await untilProcessed(running.pool, { timeoutMs: 60_000 });
}

/** As an app sends it: XML of this size is compressed. */
const RECORD: Record<Format, (options: SimulationOptions) => Uint8Array> = {
  fit: makeFit,
  gpx: (options) => gzipSync(makeGpx(options), { level: 1 }),
  tcx: (options) => gzipSync(makeTcx(options), { level: 1 }),
};

function makeTcx(options: SimulationOptions): Uint8Array {
  const points = simulateActivity(options).map((sample) => ({
    time: new Date(sample.timeMs).toISOString(),
    latitude: Number(sample.latitude.toFixed(7)),
    longitude: Number(sample.longitude.toFixed(7)),
    elevation: Number(sample.elevationMeters.toFixed(1)),
    distance: Number(sample.distanceMeters.toFixed(1)),
    heartRate: Math.round(sample.heartRate),
    cadence: sample.cadence,
  }));
  const lap = { start: options.startedAt, timerSeconds: points.length - 1, tracks: [points] };
  return tcxFile([{ sport: 'Biking', laps: [lap] }]);
}

function findingsOf(costs: ReadonlyMap<string, Cost>): Findings {
  const [few, some, many] = POINTS as [number, number, number];
  const cost = (format: Format, points: number, of: keyof Cost): number =>
    costs.get(keyOf(format, points))?.[of] ?? Number.NaN;
  /** Returns the cost of each further point, without the fixed cost of a file. */
  const slope = (format: Format, of: keyof Cost, from: number, to: number): number =>
    (cost(format, to, of) - cost(format, from, of)) / (to - from);
  const bend = (format: Format, of: keyof Cost): number =>
    slope(format, of, some, many) / slope(format, of, few, some);
  const count = (number: number): string => number.toLocaleString('en-US');
  return {
    title: 'Long recordings: what one costs, by its points',
    ratios: FORMATS.flatMap((format) => [
      {
        what: `${format.toUpperCase()}: processor time of a further point, beyond ${count(some)} ÷ below`,
        ratio: bend(format, 'processor'),
        goal: { atMost: 1.3 },
      },
      {
        what: `${format.toUpperCase()}: memory of a further point, beyond ${count(some)} ÷ below`,
        ratio: bend(format, 'memory'),
        goal: { atMost: 1.3 },
      },
    ]).filter(({ ratio }) => Number.isFinite(ratio)),
    tables: [
      {
        caption: 'The worker’s processor time, ms, and the most memory beside what it has idle, MiB.',
        columns: ['format', ...POINTS.map((points) => `${count(points)} points`)],
        rows: FORMATS.map((format) => [
          format.toUpperCase(),
          ...POINTS.map((points) => {
            const [processor, memory] = [cost(format, points, 'processor'), cost(format, points, 'memory')];
            return `${rounded(processor)} ms, ${rounded(memory)} MiB`;
          }),
        ]),
      },
    ],
    notes: [
      `Each an upload of a simulated ride with position, altitude, heart rate and cadence, one point a second, ${REPEATS} times, the median; until its workout is processed. A new worker for each format, its memory from few points to many. \`ops verify\` found nothing.`,
      `Linear is 1: a further point costs between ${count(some)} and ${count(many)} what it does between ${count(few)} and ${count(some)}. Beside that every file costs its reader’s thread.`,
    ],
  };
}
