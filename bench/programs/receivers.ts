import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exitWhenOrphaned, reportReady } from '../../src/process/orphan.ts';
import { onShutdownSignal } from '../../src/process/stop-signals.ts';

/** Input of the program. */
export interface ReceiversOrder {
  /** Port that returns the report for any request. */
  port: number;
  healthy: number;
  /** Number of receivers that accept connections and never respond. */
  dead: number;
}

/** The report. Each request for it begins a new one. */
export interface ReceiversReport {
  /** The healthy ones first. */
  urls: string[];
  /** Events that each healthy receiver got, without repeats. */
  received: number[];
  repeats: number;
  /** Milliseconds from each event to its receipt, of all healthy receivers. */
  latencies: number[];
}

const order = JSON.parse(process.argv[2]!) as ReceiversOrder;
const seen = Array.from({ length: order.healthy }, () => new Set<string>());
let [latencies, repeats]: [number[], number] = [[], 0];

const urls: string[] = [];
for (const [number] of seen.entries())
  urls.push(
    await listen((request, response) => receive(number, request, () => response.writeHead(204).end())),
  );
for (let number = 0; number < order.dead; number += 1)
  urls.push(await listen((request) => void request.resume()));
await listen((_request, response) => {
  const report: ReceiversReport = { urls, received: seen.map((ids) => ids.size), repeats, latencies };
  response.end(JSON.stringify(report));
  latencies = [];
}, order.port);
reportReady();
exitWhenOrphaned();
onShutdownSignal(() => process.exit(0));

function receive(number: number, request: IncomingMessage, answer: () => void): void {
  let body = '';
  request.setEncoding('utf8').on('data', (text: string) => (body += text));
  request.on('end', () => {
    const id = String(request.headers['webhook-id']);
    if (seen[number]!.has(id)) repeats += 1;
    else latencies.push(Date.now() - Date.parse((JSON.parse(body) as { timestamp: string }).timestamp));
    seen[number]!.add(id);
    answer();
  });
}

function listen(listener: RequestListener, port = 0): Promise<string> {
  return new Promise((resolve) => {
    const server = createServer(listener).listen(port, '127.0.0.1', () =>
      resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`),
    );
  });
}
