import autocannon, { type Result } from 'autocannon';
import { percentile } from '../harness/statistics.ts';
import { workoutAt } from '../harness/workouts.ts';

/** What the load generator is asked for. */
export interface LoadOrder {
  url: string;
  apiKey: string;
  connections: number;
  /** The number of the first workout that is sent; each request sends another one. */
  first: number;
  /** One of the two: so many requests, or so many seconds. */
  amount?: number;
  seconds?: number;
}

export interface LoadReport {
  accepted: number;
  /** Anything but a 2xx. */
  refused: number;
  seconds: number;
  perSecond: number;
  p50: number;
  p99: number;
}

const order = JSON.parse(process.argv[2]!) as LoadOrder;
let next = order.first;
const latencies: number[] = [];
const result = await new Promise<Result>((resolve, reject) => {
  const running = autocannon(
    {
      url: `${order.url}/v1/workouts`,
      connections: order.connections,
      ...(order.amount === undefined ? { duration: order.seconds ?? 1 } : { amount: order.amount }),
      timeout: 60,
      requests: [
        {
          method: 'POST',
          headers: { 'content-type': 'application/json', authorization: `Bearer ${order.apiKey}` },
          setupRequest: (request) => ({ ...request, body: JSON.stringify(workoutAt(next++)) }),
        },
      ],
    },
    (error: Error | null, done) => (error ? reject(error) : resolve(done)),
  );
  // Autocannon's own histogram knows whole milliseconds only.
  running.on('response', (_client, _status, _bytes, milliseconds) => latencies.push(milliseconds));
});
const report: LoadReport = {
  accepted: result['2xx'],
  refused: result.non2xx + result.errors + result.timeouts,
  seconds: result.duration,
  perSecond: result['2xx'] / result.duration,
  p50: percentile(latencies, 0.5),
  p99: percentile(latencies, 0.99),
};
console.log(JSON.stringify(report));
