import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** What happens to one request on its way. */
export type Fault =
  | 'none'
  /** The connection is cut before it reaches the service. */
  | 'cut before'
  /** The service has done it, and nobody hears of that. */
  | 'cut after'
  /** The connection is cut in the middle of the answer's body. */
  | { cutAfterBytes: number }
  /** The answer comes, late. */
  | { delayMs: number }
  /** Somebody in between answers by itself. */
  | { status: number; headers?: Record<string, string>; body?: string };

/** A way to a service that fails in the ways networks do. */
export async function startFaultyProxy(target: string, faultOf: (incoming: IncomingMessage) => Fault) {
  const server = createServer((incoming, outgoing) => {
    outgoing.on('error', () => {});
    void pass(incoming, outgoing, { target, fault: faultOf(incoming) });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** Cuts whatever is open now. */
    cut: () => server.closeAllConnections(),
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function pass(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  { target, fault }: { target: string; fault: Fault },
): Promise<void> {
  const cut = (): void => void incoming.socket.destroy();
  if (fault === 'cut before') return cut();
  const body = await readAll(incoming);
  if (typeof fault === 'object' && 'status' in fault) {
    outgoing.writeHead(fault.status, fault.headers).end(fault.body);
    return;
  }
  const { method, headers, url } = incoming;
  const onward = request(new URL(url!, target), { method, headers: { ...headers, connection: 'close' } });
  outgoing.on('close', () => onward.destroy());
  onward.on('error', cut);
  onward.on('response', (answer) => void passBack(answer, outgoing, { fault, cut }));
  onward.end(body);
}

async function passBack(
  answer: IncomingMessage,
  outgoing: ServerResponse,
  { fault, cut }: { fault: Fault; cut: () => void },
): Promise<void> {
  if (fault === 'cut after') {
    await readAll(answer);
    return cut();
  }
  if (typeof fault === 'object' && 'delayMs' in fault) await delay(fault.delayMs);
  outgoing.writeHead(answer.statusCode!, answer.headers);
  outgoing.flushHeaders();
  let left = typeof fault === 'object' && 'cutAfterBytes' in fault ? fault.cutAfterBytes : Infinity;
  answer.on('data', (chunk: Buffer) => {
    outgoing.write(chunk.subarray(0, left));
    left -= chunk.byteLength;
    if (left <= 0) setImmediate(cut);
  });
  answer.on('end', () => outgoing.end());
  answer.on('error', cut);
}

async function readAll(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of message) chunks.push(chunk as Buffer);
  } catch {
    // Its sender is gone, and nobody waits for the response.
  }
  return Buffer.concat(chunks);
}
