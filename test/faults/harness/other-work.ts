import { setTimeout as delay } from 'node:timers/promises';
import type { Answer, Call } from './http-client.ts';
import type { CheckedSystem } from './system.ts';
import { until } from './waiting.ts';

/** An import, a report and an erasure: work that the load does not request. */
export interface OtherWork {
  importId: string;
  importedAthlete: string;
  erasedAthlete: string;
}

const MONTH = '2025-03';
const LINES = 60;
const ANSWER_LIMIT_MS = 60_000;

/** Requests one of each. The athletes are its own: the history of the load knows nothing of their workouts. */
export async function requestOtherWork(system: CheckedSystem, name: string): Promise<OtherWork> {
  const importedAthlete = `${name}-imported`;
  const erasedAthlete = `${name}-erased`;
  for (let day = 1; day <= 3; day += 1)
    await request(system, post('/v1/workouts', JSON.stringify(workoutOf(erasedAthlete, day))), [202]);
  const lines = Array.from({ length: LINES }, (_, day) => JSON.stringify(workoutOf(importedAthlete, day)));
  const answer = await request(
    system,
    post('/v1/imports', `${lines.join('\n')}\n`, 'application/x-ndjson'),
    [202],
  );
  await request(system, { method: 'POST', path: reportOf(importedAthlete) }, [202]);
  // A repetition of what was answered with 503 finds it done.
  await request(system, { method: 'DELETE', path: `/v1/athletes/${erasedAthlete}` }, [202, 404]);
  return { importId: (JSON.parse(answer.text) as { id: string }).id, importedAthlete, erasedAthlete };
}

/** Waits until all of it has ended, then erases the imported athlete, so that the checker finds only the load's workouts. */
export async function expectOtherWorkToEnd(
  system: CheckedSystem,
  { importId, importedAthlete, erasedAthlete }: OtherWork,
  limitMs: number,
): Promise<void> {
  const checks: Record<string, () => Promise<boolean>> = {
    [`import ${importId}`]: () => isImported(system, importId),
    [`the report of ${importedAthlete}`]: async () =>
      (await send(system, { method: 'GET', path: reportOf(importedAthlete) }))?.status === 200,
    [`the erasure of ${erasedAthlete}`]: () => isErased(system, erasedAthlete),
  };
  for (const [what, holds] of Object.entries(checks)) await expectSoon(system, { what, holds, limitMs });
  await request(system, { method: 'DELETE', path: `/v1/athletes/${importedAthlete}` }, [202, 404]);
  await expectSoon(system, {
    what: `the erasure of ${importedAthlete}`,
    holds: () => isErased(system, importedAthlete),
    limitMs,
  });
}

async function expectSoon(
  { findings }: CheckedSystem,
  { what, holds, limitMs }: { what: string; holds: () => Promise<boolean>; limitMs: number },
): Promise<void> {
  if ((await until(holds, { limitMs, everyMs: 200 })) === undefined)
    findings.add('stuck', `${what} did not end within ${limitMs / 1000} s`);
}

async function isImported(system: CheckedSystem, importId: string): Promise<boolean> {
  const answer = await send(system, { method: 'GET', path: `/v1/imports/${importId}` });
  if (answer?.status !== 200) return false;
  const { status, processed } = JSON.parse(answer.text) as { status: string; processed: number };
  return status === 'processed' && processed === LINES;
}

/** Out of reach, and out of the tables. */
async function isErased(system: CheckedSystem, athleteId: string): Promise<boolean> {
  const answer = await send(system, { method: 'GET', path: `/v1/athletes/${athleteId}` });
  const rows = await system.database.ask(`select from athletes where athlete_id = $1::text`, [athleteId]);
  return answer?.status === 404 && rows.length === 0;
}

/** Repeats a request until it has one of these answers. */
async function request(system: CheckedSystem, call: Call, expected: readonly number[]): Promise<Answer> {
  const deadline = performance.now() + ANSWER_LIMIT_MS;
  for (;;) {
    const answer = await send(system, call);
    if (answer && expected.includes(answer.status)) return answer;
    if (performance.now() > deadline)
      throw new Error(`${call.method} ${call.path} was answered ${answer?.status}: ${answer?.text}`);
    await delay(250);
  }
}

/** @returns undefined where no answer came */
const send = ({ clients }: CheckedSystem, call: Call): Promise<Answer | undefined> =>
  clients[0]!.send(call).catch(() => undefined);

const reportOf = (athleteId: string): string => `/v1/athletes/${athleteId}/reports/${MONTH}`;

const post = (path: string, body: string, type = 'application/json'): Call => ({
  method: 'POST',
  path,
  headers: { 'Content-Type': type },
  body,
});

const workoutOf = (athleteId: string, day: number): Readonly<Record<string, unknown>> => ({
  athleteId,
  sport: 'run',
  startedAt: new Date(Date.parse(`${MONTH}-01T07:00:00Z`) + day * 24 * 3_600_000).toISOString(),
  durationSeconds: 1800 + day,
  distanceMeters: 5000 + day,
});
