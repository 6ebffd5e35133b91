import autocannon, { type Result } from 'autocannon';
import { percentile } from '../harness/statistics.ts';
import { workoutAt } from '../harness/workouts.ts';

/** Input of the load generator. */
export interface LoadOrder {
  url: string;
  apiKey: string;
  connections: number;
  /** Number of the first workout; each request sends others. */
  first: number;
  /** Workouts per request to the batch endpoint; without it one, to its own endpoint. */
  batch?: number;
  /** Either a number of requests or a number of seconds. */
  amount?: number;
  seconds?: number;
  /** Maximum requests per second; unlimited if absent. */
  perSecond?: number;
}

export interface LoadReport {
  accepted: number;
  /** Responses other than 2xx. */
  refused: number;
  seconds: number;
  perSecond: number;
  p50: number;
  p99: number;
}

const order = JSON.parse(process.argv[2]!) as LoadOrder;
const { batch } = order;
let next = order.first;
const latencies: number[] = [];
/** Items of a batch by their own status. */
const items = { accepted: 0, refused: 0 };
const nextBody = (): string =>
  JSON.stringify(
    batch === undefined
      ? workoutAt(next++)
      : { workouts: Array.from({ length: batch }, () => workoutAt(next++)) },
  );
const countItems = (text: string): void => {
  const { results = [] } = JSON.parse(text) as { results?: { status: number }[] };
  for (const { status } of results) items[status === 202 ? 'accepted' : 'refused'] += 1;
};
const result = await new Promise<Result>((resolve, reject) => {
  const running = autocannon(
    {
      url: `${order.url}/v1/workouts${batch === undefined ? '' : '/batch'}`,
      connections: order.connections,
      ...(order.amount === undefined ? { duration: order.seconds ?? 1 } : { amount: order.amount }),
      ...(order.perSecond === undefined ? {} : { overallRate: order.perSecond }),
      timeout: 60,
      requests: [
        {
          method: 'POST',
          headers: { 'content-type': 'application/json', authorization: `Bearer ${order.apiKey}` },
          setupRequest: (request) => ({ ...request, body: nextBody() }),
          ...(batch === undefined ? {} : { onResponse: (_status, body) => countItems(body) }),
        },
      ],
    },
    (error: Error | null, done) => (error ? reject(error) : resolve(done)),
  );
  // Autocannon's own histogram has whole milliseconds only.
  running.on('response', (_client, _status, _bytes, milliseconds) => latencies.push(milliseconds));
});
const accepted = batch === undefined ? result['2xx'] : items.accepted;
const report: LoadReport = {
  accepted,
  refused: result.non2xx + result.errors + result.timeouts + items.refused,
  seconds: result.duration,
  perSecond: accepted / result.duration,
  p50: percentile(latencies, 0.5),
  p99: percentile(latencies, 0.99),
};
console.log(JSON.stringify(report));
