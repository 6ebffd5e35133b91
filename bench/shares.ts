import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { ensureApiKey } from '../src/db/athletes/api-keys.ts';
import { contender as afterburn } from './contenders/afterburn.ts';
import { sendLoad } from './harness/load.ts';
import type { Bench, Findings, Measure } from './harness/measure.ts';
import { untilProcessed } from './harness/processed.ts';
import { withContender, type RunningContender } from './harness/rounds.ts';
import { saveWorkout } from './harness/saving.ts';
import { percentile, rounded } from './harness/statistics.ts';
import { untilTrue } from './harness/waiting.ts';
import { workoutAt } from './harness/workouts.ts';

const WAITING = 100_000;
const IN_A_REQUEST = 125;
/** Goal: this fraction of the time of the other app's backlog. */
const GOAL = 0.1;
const TIMEOUT_MS = 900_000;

/** Measures how long an app's workout waits while another app's backlog is processed. */
export const shares: Measure = {
  name: 'shares',
  async run(bench) {
    const waiting = bench.sizes?.[0] ?? (bench.quick ? 5000 : WAITING);
    const taken = await withContender(bench.stage, afterburn, (running) => takeTurn(bench, running, waiting));
    return findingsOf(waiting, taken);
  },
};

interface Taken {
  backlogMs: number;
  /** Milliseconds from the 202 until `processed`, of each save of the other app. */
  waits: number[];
}

async function takeTurn({ log }: Bench, running: RunningContender, waiting: number): Promise<Taken> {
  const { url, connections, pool, startConsumers } = running;
  const apiKey = randomBytes(32).toString('base64url');
  await ensureApiKey(pool, { key: apiKey, appName: 'another', role: 'app' });
  const otherApp = { ...running, connections: { ...connections, apiKey } };
  // Temporal learns the workers' build with the first workout.
  await saveWorkout(running, workoutAt(0));
  const [first] = await startConsumers(1);
  await untilProcessed(pool, { timeoutMs: TIMEOUT_MS });
  await first!.stop();
  await sendLoad({
    url,
    apiKey: connections.apiKey,
    connections: 4,
    batch: IN_A_REQUEST,
    first: 1,
    amount: Math.ceil(waiting / IN_A_REQUEST),
  });
  await startConsumers(1);
  const start = performance.now();
  let isOver = false;
  const backlog = untilBacklogIsDone(running).then(() => {
    isOver = true;
    return performance.now() - start;
  });
  const waits: Promise<number>[] = [];
  while (!isOver) {
    const saved = performance.now();
    const workoutId = await saveWorkout(otherApp, { ...workoutAt(waits.length), athleteId: randomUUID() });
    waits.push(untilWorkoutIsDone(running, workoutId).then(() => performance.now() - saved));
    await delay(Math.max(0, saved + 1000 - performance.now()));
  }
  const taken = { backlogMs: await backlog, waits: await Promise.all(waits) };
  log(
    `shares, ${waiting} waiting: ${rounded(taken.backlogMs / 1000)} s; the other app's p95 ${rounded(percentile(taken.waits, 0.95))} ms`,
  );
  return taken;
}

const untilBacklogIsDone = ({ pool, connections }: RunningContender): Promise<void> =>
  untilTrue(
    'The backlog',
    async () => {
      const { rows } = await pool.query(
        `select from workouts where app_id = $1::uuid and status in ('accepted', 'processing') limit 1`,
        [connections.appId],
      );
      return rows.length === 0;
    },
    { everyMs: 200, timeoutMs: TIMEOUT_MS },
  );

const untilWorkoutIsDone = ({ pool }: RunningContender, workoutId: string): Promise<void> =>
  untilTrue(
    'A workout of the other app',
    async () => {
      const { rows } = await pool.query(
        `select from workouts where workout_id = $1::uuid and status like 'processed%'`,
        [workoutId],
      );
      return rows.length > 0;
    },
    { everyMs: 50, timeoutMs: TIMEOUT_MS },
  );

function findingsOf(waiting: number, { backlogMs, waits }: Taken): Findings {
  const size = waiting.toLocaleString('en-US');
  return {
    title: "Fair shares: an app saves once a second while another app's backlog is processed",
    ratios: [
      {
        what: `fair shares, ${size} of another app waiting: p95 until processed ÷ the time of the backlog`,
        ratio: percentile(waits, 0.95) / backlogMs,
        goal: { atMost: GOAL },
      },
    ],
    tables: [
      {
        caption: 'Milliseconds until processed; the backlog in seconds.',
        columns: ['', 'saves', 'p50', 'p95', 'most', 'backlog'],
        rows: [
          [
            'the other app',
            String(waits.length),
            ...[0.5, 0.95, 1].map((share) => rounded(percentile(waits, share))),
            rounded(backlogMs / 1000),
          ],
        ],
      },
    ],
    notes: ['One worker process. Each save is of another athlete.'],
  };
}
