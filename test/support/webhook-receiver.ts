import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

export interface ReceivedWebhook {
  id: string;
  method: string | undefined;
  headers: IncomingHttpHeaders;
  /** As it was sent. */
  text: string;
  // oxlint-disable-next-line typescript/no-explicit-any -- a test reads bodies of every shape
  body: any;
}

/** Answers a webhook; 204 by default. */
type Answer = (webhook: ReceivedWebhook, response: ServerResponse) => number | void;

/** A receiver of webhooks on a loopback address. What it answers can change. */
export async function startReceiver() {
  const received: ReceivedWebhook[] = [];
  const accepted: ReceivedWebhook[] = [];
  const connections: Socket[] = [];
  let answer: Answer = () => 204;
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => (text += chunk.toString()));
    request.on('end', () => {
      const { headers, method } = request;
      const webhook = { id: String(headers['webhook-id']), method, headers, text, body: JSON.parse(text) };
      received.push(webhook);
      const status = answer(webhook, response);
      if (status === undefined) return;
      if (status < 300) accepted.push(webhook);
      response.writeHead(status).end(status < 300 ? '' : 'Not now');
    });
  });
  server.on('connection', (socket) => connections.push(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks`,
    /** All requests. */
    received,
    /** Those that were answered with 2xx. */
    accepted,
    /** Those that were opened so far. */
    connections,
    answer: (next: Answer) => void (answer = next),
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export type Receiver = Awaited<ReturnType<typeof startReceiver>>;
