import dns from 'node:dns';
import { setMaxListeners } from 'node:events';
import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import type { LookupFunction } from 'node:net';
import { createCheckedLookup, RefusedAddressError, type LookupAll } from './allowed-address.ts';
import { createDnsLookup } from './dns-lookup.ts';
import { readResponseText, ResponseTooLargeError } from './response-text.ts';
import { parseRetryAfter } from './retry-after.ts';
import { checkWebhookUrl, RANGE_OF_SCHEME } from './webhook-url.ts';

interface WebhookRequest {
  url: string;
  /** Those of the signature */
  headers: Readonly<Record<string, string>>;
  /** JSON */
  body: string;
  /** Allows `http` to a loopback address. */
  allowLoopback: boolean;
  /** Ends any number of attempts; `sendWebhook` then throws the signal's reason. */
  signal?: AbortSignal | undefined;
}

interface WebhookAnswer {
  /** Any but 3xx; only 2xx means that the webhook was received. */
  statusCode: number;
  retryAfterSeconds?: number;
  /** The first 1,024 bytes of the response */
  responseText: string;
}

interface WebhookFailure {
  error: 'refused-address' | 'timeout' | 'redirect' | 'connection' | 'response-too-large';
  message: string;
}

export type WebhookResult = (WebhookAnswer | WebhookFailure) & { durationMs: number };

interface WebhookSenderOptions {
  /** Resolves names; a test replaces it. By default, hosts files apply to loopback hosts only. */
  lookup?: LookupAll;
  /** Limit of an attempt, from the name's resolution to the response's last byte */
  timeoutMs?: number;
}

/** How a request gets its connection: an idle one of the agent, or a new one to an address of the lookup. */
interface Connection {
  agent: http.Agent;
  lookup: LookupFunction;
  signal: AbortSignal;
}

/** Most servers keep idle connections for 5 s or longer. */
const IDLE_CONNECTION_MS = 4000;

class TimedOutError extends Error {}
class RedirectError extends Error {}

/** Returns a `sendWebhook` with its own connections. The address of each was checked when it was opened. */
export function createWebhookSender({ lookup, timeoutMs = 15_000 }: WebhookSenderOptions = {}) {
  const options = { keepAlive: true, timeout: IDLE_CONNECTION_MS };
  const httpsAgent = new https.Agent(options);
  const httpAgent = new http.Agent(options);

  function connectionOf(url: string, signal: AbortSignal): Connection {
    const isHttps = new URL(url).protocol === 'https:';
    return {
      agent: isHttps ? httpsAgent : httpAgent,
      signal,
      lookup: createCheckedLookup(
        lookup ?? (isHttps ? createDnsLookup(signal) : dns.lookup),
        RANGE_OF_SCHEME[isHttps ? 'https:' : 'http:'],
      ),
    };
  }

  /** Makes one attempt to deliver a webhook. @throws only the signal's reason */
  return async (webhook: WebhookRequest): Promise<WebhookResult> => {
    const startedAt = performance.now();
    const outcome = await withinTime(timeoutMs, webhook.signal, async (signal) => {
      const refusal = checkWebhookUrl(webhook.url, webhook.allowLoopback);
      if (refusal !== undefined) throw new RefusedAddressError(refusal);
      return toAnswer(await post(webhook, connectionOf(webhook.url, signal)));
    }).catch((error: unknown) => {
      webhook.signal?.throwIfAborted();
      return toFailure(error as NodeJS.ErrnoException);
    });
    return { ...outcome, durationMs: Math.round(performance.now() - startedAt) };
  };
}

export const sendWebhook = createWebhookSender();

/** Resolves with the head of the response. A request is repeated if the server had closed its kept connection. */
function post(webhook: WebhookRequest, connection: Connection): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    let isAnswered = false;
    const request = http.request(webhook.url, {
      method: 'POST',
      ...connection,
      headers: {
        ...webhook.headers,
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(webhook.body),
        'user-agent': 'Afterburn',
      },
    });
    request.once('response', (response) => {
      isAnswered = true;
      resolve(response);
    });
    request.on('error', (error: NodeJS.ErrnoException) => {
      const isStale = request.reusedSocket && error.code === 'ECONNRESET' && !isAnswered;
      if (isStale) resolve(post(webhook, connection));
      else reject(error);
    });
    // After a 101, Node emits neither a response nor an error.
    request.once('close', () => reject(new Error('The connection closed without a response.')));
    request.end(webhook.body);
  });
}

/** @throws RedirectError, ResponseTooLargeError, or the error of the connection */
async function toAnswer(response: IncomingMessage): Promise<WebhookAnswer> {
  const { statusCode = 0, headers } = response;
  if (statusCode >= 300 && statusCode < 400) {
    response.destroy();
    throw new RedirectError(`The response is ${statusCode}. Redirects are not followed.`);
  }
  const retryAfterSeconds = parseRetryAfter(headers['retry-after']);
  return {
    statusCode,
    ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
    responseText: await readResponseText(response),
  };
}

function toFailure(error: NodeJS.ErrnoException): WebhookFailure {
  // An error of several addresses has a code only.
  const message = error.message || (error.code ?? error.name);
  if (error instanceof RefusedAddressError) return { error: 'refused-address', message };
  if (error instanceof RedirectError) return { error: 'redirect', message };
  if (error instanceof ResponseTooLargeError) return { error: 'response-too-large', message };
  if (error instanceof TimedOutError) return { error: 'timeout', message };
  return { error: 'connection', message };
}

/** Runs work with a signal that is aborted with the outer one, or when time is up. @throws TimedOutError */
async function withinTime<T>(
  milliseconds: number,
  outer: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  outer?.throwIfAborted();
  const controller = new AbortController();
  const abort = (): void => controller.abort();
  const timer = setTimeout(abort, milliseconds);
  // Not AbortSignal.any(): on Node 20 each use leaks 65 bytes while the outer signal lives.
  if (outer) setMaxListeners(0, outer);
  outer?.addEventListener('abort', abort, { once: true });
  // No transport can hold an attempt for longer.
  const aborted = new Promise<never>((_, reject) => {
    controller.signal.addEventListener('abort', () => reject(new Error('aborted')), { once: true });
  });
  try {
    return await Promise.race([work(controller.signal), aborted]);
  } catch (error) {
    if (controller.signal.aborted)
      throw new TimedOutError(`No complete response within ${milliseconds / 1000} s.`);
    throw error;
  } finally {
    clearTimeout(timer);
    outer?.removeEventListener('abort', abort);
  }
}
