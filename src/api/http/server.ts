import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { getRequestListener, RequestError } from '@hono/node-server';
import { createLingeringClose } from './lingering-close.ts';
import {
  answerOnResponse,
  answerOnSocket,
  answerWithProblem,
  isMalformed,
  problemOfClientError,
} from './wire-problems.ts';

const LONG_REQUEST_TIMEOUT_MS = 3_600_000;

interface ServerOptions {
  app: { fetch(request: Request, env: unknown): Response | Promise<Response> };
  host: string;
  port: number;
  /** Time limit for headers; default 10 s. */
  headersTimeoutMs?: number;
  /** Time limit for a whole request; a stalled body is refused much earlier, by its reader. */
  requestTimeoutMs?: number;
  /** Targets whose body is read only as fast as it is processed: they have an hour. */
  takesLong?: (target: string) => boolean;
}

export interface RunningServer {
  url: string;
  port: number;
  /**
   * Stops without failing requests: for `drainMs` responses say `Connection: close`, so that clients disconnect.
   * Then it accepts no new connections, and running requests may complete within `graceMs`.
   */
  close(options?: { drainMs?: number; graceMs?: number }): Promise<void>;
}

/** Starts the server. Requests that Node itself would refuse with an empty response get a problem. */
export async function startServer({
  app,
  host,
  port,
  headersTimeoutMs = 10_000,
  requestTimeoutMs = 120_000,
  takesLong = () => false,
}: ServerOptions): Promise<RunningServer> {
  const listener = getRequestListener((request, env) => app.fetch(request, env), {
    errorHandler: (error) =>
      answerWithProblem(error instanceof RequestError ? 'malformed-request' : 'internal-error'),
  });
  const connections = createFarewell();
  const lingeringClose = createLingeringClose();
  const server = createServer(
    {
      headersTimeout: headersTimeoutMs,
      // Node has one limit for all requests; `limitTime` sets ours for each.
      requestTimeout: 0,
      connectionsCheckingInterval: Math.min(1000, headersTimeoutMs / 4),
      keepAliveTimeout: 30_000,
      // Node would answer a missing Host with an empty response; ours has a problem.
      requireHostHeader: false,
    },
    (incoming, outgoing) => {
      connections.watch(outgoing);
      lingeringClose.setRequest(incoming);
      if (isMalformed(incoming)) return answerOnResponse(outgoing, 'malformed-request');
      limitTime(
        incoming,
        outgoing,
        takesLong(incoming.url ?? '') ? LONG_REQUEST_TIMEOUT_MS : requestTimeoutMs,
      );
      void listener(incoming, outgoing);
    },
  );
  server.on('connection', lingeringClose.watch);
  server.on('checkExpectation', (_: IncomingMessage, outgoing: ServerResponse) =>
    answerOnResponse(outgoing, 'expectation-failed'),
  );
  server.on('connect', (_: IncomingMessage, socket) => answerOnSocket(socket, 'method-not-allowed'));
  server.on('clientError', (error: Error, socket) => answerOnSocket(socket, problemOfClientError(error)));
  server.listen(port, host);
  await once(server, 'listening');
  const address = server.address() as AddressInfo;
  return {
    url: `http://${address.family === 'IPv6' ? `[${address.address}]` : address.address}:${address.port}`,
    port: address.port,
    close: async (options) => {
      connections.sayGoodbye();
      await closeServer(server, options);
    },
  };
}

/** Refuses a request that is not complete in time. */
function limitTime(incoming: IncomingMessage, outgoing: ServerResponse, timeoutMs: number): void {
  const timer = setTimeout(() => {
    if (!incoming.complete) answerOnSocket(incoming.socket, 'request-timeout');
  }, timeoutMs);
  outgoing.once('close', () => clearTimeout(timer));
}

/** Adds `Connection: close` to every response once the shutdown has begun. */
function createFarewell() {
  const unanswered = new Set<ServerResponse>();
  let leaving = false;
  const close = (outgoing: ServerResponse): void => {
    if (!outgoing.headersSent) outgoing.setHeader('Connection', 'close');
  };
  return {
    watch(outgoing: ServerResponse) {
      if (leaving) return close(outgoing);
      unanswered.add(outgoing);
      outgoing.once('close', () => unanswered.delete(outgoing));
    },
    sayGoodbye() {
      leaving = true;
      unanswered.forEach(close);
    },
  };
}

async function closeServer(server: Server, { drainMs = 250, graceMs = 8000 } = {}): Promise<void> {
  await delay(drainMs);
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  // A connection that was busy when the idle ones were closed becomes idle afterwards.
  const sweep = setInterval(() => server.closeIdleConnections(), 50);
  const force = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed;
  clearInterval(sweep);
  clearTimeout(force);
}
