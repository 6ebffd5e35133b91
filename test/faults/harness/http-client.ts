import { Agent, request } from 'node:http';

export interface Call {
  method: string;
  path: string;
  headers?: Record<string, string>;
  body?: string | Buffer;
}

export interface Answer {
  status: number;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  text: string;
}

export interface HttpClient {
  /** @throws whatever kept the answer from coming: a refusal, a reset, the time being up */
  send(call: Call): Promise<Answer>;
  /** How often a request met a connection that the server had closed meanwhile, and went out on another one. */
  sentAgain(): number;
  /** It has said goodbye just now: a balancer would give it nothing more. */
  isLeaving(): boolean;
  close(): void;
}

interface HttpClientOptions {
  apiKey: string;
  timeoutMs?: number;
}

/**
 * A client that does nothing by itself but what each HTTP client does: a kept connection that is found closed,
 * before any byte of an answer, is no failed request, since its key makes it safe to send it once more. `fetch` would
 * hide whether a connection was refused (nothing was sent) or reset (nobody knows).
 */
export function createHttpClient(
  port: number,
  { apiKey, timeoutMs = 12_000 }: HttpClientOptions,
): HttpClient {
  const agent = new Agent({ keepAlive: true, maxSockets: 256, scheduling: 'lifo' });
  const authorization = `Bearer ${apiKey}`;
  let sentAgain = 0;
  let leftAt = -Infinity;
  const sendOnce = ({ method, path, headers, body }: Call): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const outgoing = request(
        {
          agent,
          host: '127.0.0.1',
          port,
          method,
          path,
          headers: {
            authorization,
            ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }),
            ...headers,
          },
        },
        (incoming) => {
          if (incoming.headers.connection === 'close') leftAt = performance.now();
          const chunks: Buffer[] = [];
          incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
          incoming.on('error', reject);
          incoming.on('aborted', () => reject(new Error('The answer was cut off')));
          incoming.on('end', () =>
            resolve({
              status: incoming.statusCode!,
              headers: incoming.headers,
              text: Buffer.concat(chunks).toString('utf8'),
            }),
          );
        },
      );
      const timer = setTimeout(() => outgoing.destroy(new Error('No answer in time')), timeoutMs);
      outgoing.on('error', (error: NodeJS.ErrnoException) =>
        reject(outgoing.reusedSocket && error.code === 'ECONNRESET' ? new ConnectionWasClosed() : error),
      );
      outgoing.on('close', () => clearTimeout(timer));
      outgoing.end(body);
    });
  const send = async (call: Call): Promise<Answer> => {
    try {
      return await sendOnce(call);
    } catch (error) {
      if (!(error instanceof ConnectionWasClosed)) throw error;
      sentAgain += 1;
      return send(call);
    }
  };
  const isLeaving = (): boolean => performance.now() - leftAt < LEAVING_MS;
  return { send, sentAgain: () => sentAgain, isLeaving, close: () => agent.destroy() };
}

/** Until it is gone, and what asks for it is refused. */
const LEAVING_MS = 2000;

class ConnectionWasClosed extends Error {}

/** Nothing was sent, so nothing was done: the server's port was closed. */
export const isRefused = (error: unknown): boolean =>
  (error as NodeJS.ErrnoException).code === 'ECONNREFUSED';
