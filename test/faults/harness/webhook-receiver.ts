import http, { type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { verifyWebhook, type WebhookEvent } from '../../../packages/client/src/verify-webhook.ts';

/** What a receiver does wrong while its fault is active. `dns` is done to its name. */
export const RECEIVER_FAULTS = [
  'none',
  'dies',
  'hangs',
  'accepts and hangs',
  'answers byte by byte',
  'fails for one athlete',
  'redirects',
  'dns changes',
  'away for a day',
] as const;
export type ReceiverFault = (typeof RECEIVER_FAULTS)[number];

/** A request whose signature was verified, and that was accepted; its sender may not have heard of that. */
export interface AcceptedDelivery {
  webhookId: string;
  /** Of the athlete; null for an event of the app. */
  athleteId: string | null;
  sequence: number;
}

export interface WebhookReceiver {
  fault: ReceiverFault;
  url: string;
  /** In the order of acceptance. */
  accepted: readonly AcceptedDelivery[];
  /** Requests that the fault met, and that are not closed yet. */
  open(): number;
  /** Requests that no key of the endpoint has signed. */
  unverified(): number;
  endpointId(): string;
  setEndpoint(endpoint: { id: string; secret: string; publicKey: string }): void;
  begin(): Promise<void>;
  heal(): Promise<void>;
  close(): Promise<void>;
}

interface ReceiverOptions {
  fault: ReceiverFault;
  /** The athlete for whom a receiver fails. */
  failsFor: string;
  /** Where a receiver redirects to, by turns. */
  redirectsTo: readonly string[];
}

const BYTE_EVERY_MS = 500;

/** Starts a receiver of webhooks on a loopback port. */
export async function startWebhookReceiver(options: ReceiverOptions): Promise<WebhookReceiver> {
  const { fault } = options;
  const accepted: AcceptedDelivery[] = [];
  let endpoint = { id: '', secret: '', publicKey: '' };
  let [isFaulty, faulty, unverified] = [false, 0, 0];
  const open = new Set<ServerResponse>();
  let server: Server | undefined;

  const receive = async (request: http.IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    // By turns with the secret and with the public key.
    const key = accepted.length % 2 === 0 ? endpoint.secret : endpoint.publicKey;
    const event = await verifyWebhook({ body, headers: request.headers, key }).catch(() => undefined);
    if (!event) {
      unverified += 1;
      return void response.writeHead(401).end();
    }
    const isMet = isFaulty && misbehave(event, response, options, faulty);
    if (isMet) {
      faulty += 1;
      open.add(response);
      response.once('close', () => open.delete(response));
      if (fault !== 'accepts and hangs') return;
    }
    accepted.push({
      webhookId: String(request.headers['webhook-id']),
      athleteId: event.athleteId,
      sequence: event.sequence,
    });
    if (isMet) return;
    // Its name is resolved again for each delivery.
    if (fault === 'dns changes') response.setHeader('Connection', 'close');
    response.writeHead(204).end();
  };
  const listen = (port: number): Promise<number> =>
    new Promise((resolve, reject) => {
      const listening = http.createServer((request, response) => {
        // A request that its sender cuts off was not received.
        receive(request, response).catch(() => response.destroy());
      });
      server = listening;
      listening.once('error', reject);
      listening.listen(port, '127.0.0.1', () => resolve((listening.address() as AddressInfo).port));
    });
  const close = async (): Promise<void> => {
    if (!server) return;
    const closed = new Promise((resolve) => server!.close(resolve));
    server.closeAllConnections();
    server = undefined;
    await closed;
  };
  const isAway = fault === 'dies' || fault === 'away for a day';
  const port = await listen(0);
  return {
    fault,
    url: `http://${fault === 'dns changes' ? 'localhost' : '127.0.0.1'}:${port}/hooks`,
    accepted,
    open: () => open.size,
    unverified: () => unverified,
    endpointId: () => endpoint.id,
    setEndpoint: (created) => void (endpoint = created),
    async begin() {
      isFaulty = true;
      if (isAway) await close();
    },
    async heal() {
      isFaulty = false;
      if (isAway) await listen(port);
    },
    close,
  };
}

/** Answers as the fault wants. @returns false where the fault leaves the request alone */
function misbehave(
  { athleteId }: WebhookEvent,
  response: ServerResponse,
  { fault, failsFor, redirectsTo }: ReceiverOptions,
  before: number,
): boolean {
  switch (fault) {
    case 'hangs':
    case 'accepts and hangs':
      return true;
    case 'answers byte by byte': {
      response.writeHead(200);
      const timer = setInterval(() => response.write('.'), BYTE_EVERY_MS);
      response.on('close', () => clearInterval(timer));
      return true;
    }
    case 'fails for one athlete':
      if (athleteId !== failsFor) return false;
      response.writeHead(500).end('out of order');
      return true;
    case 'redirects':
      response.writeHead(307, { Location: redirectsTo[before % redirectsTo.length] }).end();
      return true;
    default:
      return false;
  }
}
