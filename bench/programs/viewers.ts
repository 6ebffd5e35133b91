import { Agent, request } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { createEventParser } from '../../packages/client/src/event-parser.ts';
import { athleteIdAt, ATHLETES, workoutAt } from '../harness/workouts.ts';

/** Input of the program, which simulates athletes on their pages. */
export interface ViewersOrder {
  /** URLs of saves and of streams. */
  saveUrl: string;
  streamUrl: string;
  apiKey: string;
  perSecond: number;
  seconds: number;
  /** The number of the first workout. */
  first: number;
}

export interface ViewersReport {
  saved: number;
  refused: number;
  /** Milliseconds from each POST to `workout.processed`. */
  processed: number[];
  /** Milliseconds from the POST to `achievement.earned`, of workouts that earned one. */
  badge: number[];
  /** Seconds from the last POST to the last event; null if not all arrived within a minute. */
  behind: number | null;
  /** The number after the last workout that was sent. */
  next: number;
}

/** An open stream watches one of this many athletes. */
const WATCHED = 10;
const PATIENCE_MS = 60_000;

const order = JSON.parse(process.argv[2]!) as ViewersOrder;
const headers = { authorization: `Bearer ${order.apiKey}` };
const agent = new Agent({ keepAlive: true, maxSockets: 200 });
const streams = new Agent({ maxSockets: Infinity });
/** Time of each event of a workout, by `<type> <workoutId>`. */
const receivedAt = new Map<string, number>();
const sentAt = new Map<string, number>();
let refused = 0;

await Promise.all(
  Array.from({ length: ATHLETES / WATCHED }, (_, number) => follow(athleteIdAt(number * WATCHED))),
);
const next = await saveAtRate();
const lastSent = performance.now();
const hasReceivedAll = (): boolean =>
  [...sentAt.keys()].every((id) => receivedAt.has(`workout.processed ${id}`));
while (!hasReceivedAll() && performance.now() < lastSent + PATIENCE_MS) await delay(20);

const report: ViewersReport = {
  saved: sentAt.size,
  refused,
  processed: latenciesOf('workout.processed'),
  badge: latenciesOf('achievement.earned'),
  behind: hasReceivedAll() ? Math.max(0, Math.max(...receivedAt.values()) - lastSent) / 1000 : null,
  next,
};
console.log(JSON.stringify(report));
process.exit(0);

function follow(athleteId: string): Promise<void> {
  return new Promise((resolve, reject) => {
    request(`${order.streamUrl}/v1/athletes/${athleteId}/events`, { headers, agent: streams }, (response) => {
      if (response.statusCode !== 200)
        return reject(new Error(`A stream was answered ${response.statusCode}.`));
      const parse = createEventParser();
      response.on('data', (chunk: Buffer) => {
        const now = performance.now();
        for (const { data } of parse(chunk)) if (data !== undefined) note(data, now);
      });
      resolve();
    })
      .on('error', reject)
      .end();
  });
}

function note(data: string, now: number): void {
  const { type, data: event } = JSON.parse(data) as { type: string; data: { workoutId?: string } };
  const key = `${type} ${event.workoutId}`;
  if (!receivedAt.has(key)) receivedAt.set(key, now);
}

/** Saves at a fixed rate, even if responses are late. At low rates only watched athletes save. */
async function saveAtRate(): Promise<number> {
  const total = order.perSecond * order.seconds;
  const step = order.perSecond <= WATCHED ? WATCHED : 1;
  const begin = performance.now();
  const answers: Promise<void>[] = [];
  for (let sent = 0; sent < total;) {
    const due = Math.min(total, Math.floor(((performance.now() - begin) / 1000) * order.perSecond) + 1);
    for (; sent < due; sent += 1) answers.push(save(order.first + sent * step));
    await delay(order.perSecond > 100 ? 2 : 5);
  }
  await Promise.all(answers);
  return order.first + total * step;
}

function save(index: number): Promise<void> {
  const start = performance.now();
  return new Promise((resolve) => {
    const fail = (): void => {
      refused += 1;
      resolve();
    };
    const body = JSON.stringify(workoutAt(index));
    request(
      `${order.saveUrl}/v1/workouts`,
      { method: 'POST', agent, headers: { ...headers, 'content-type': 'application/json' } },
      (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (part: string) => (text += part));
        response.on('end', () => {
          if (response.statusCode !== 202) return fail();
          if (index % WATCHED === 0) sentAt.set((JSON.parse(text) as { id: string }).id, start);
          resolve();
        });
      },
    )
      .on('error', fail)
      .end(body);
  });
}

function latenciesOf(type: string): number[] {
  return [...sentAt].flatMap(([id, start]) => {
    const received = receivedAt.get(`${type} ${id}`);
    return received === undefined ? [] : [received - start];
  });
}
