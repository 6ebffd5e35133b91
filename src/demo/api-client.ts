import { setTimeout as delay } from 'node:timers/promises';
import { RequestRefused, ServiceAway, type Problem } from './failures.ts';

export interface ApiRequest {
  method?: string;
  /** Sent as JSON. */
  json?: unknown;
  body?: Uint8Array;
  headers?: Record<string, string>;
}

export interface Answer<Body> {
  status: number;
  body: Body;
  headers: Headers;
  /** From the sending to the whole answer. */
  milliseconds: number;
}

export interface Api {
  url: string;
  /**
   * Asks once more, with the same key, for as long as no definite answer comes: nothing that is sent here does harm twice.
   * @throws RequestRefused for 4xx, ServiceAway when patience ends
   */
  ask<Body>(path: string, request?: ApiRequest): Promise<Answer<Body>>;
  /** A stream of events that is open, or the reason why not. */
  openStream(path: string, headers: Record<string, string>, signal: AbortSignal): Promise<Response>;
}

interface ApiOptions {
  url: string;
  apiKey: string;
  /** Heard when an answer fails to come, at most once an outage. */
  onOutage: () => void;
  patienceMs?: number;
}

const ANSWER_WITHIN_MS = 10_000;
const LONGEST_PAUSE_MS = 2_000;

export function createApi({ url, apiKey, onOutage, patienceMs = 30_000 }: ApiOptions): Api {
  const authorization = { Authorization: `Bearer ${apiKey}` };
  let isOut = false;

  async function attempt(path: string, { json, ...request }: ApiRequest): Promise<Response | undefined> {
    const isJson = json !== undefined;
    try {
      const response = await fetch(url + path, {
        ...request,
        method: request.method ?? (isJson || request.body ? 'POST' : 'GET'),
        ...(isJson && { body: JSON.stringify(json) }),
        headers: {
          Accept: 'application/json',
          ...authorization,
          ...(isJson && { 'Content-Type': 'application/json' }),
          ...request.headers,
        },
        redirect: 'manual',
        signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
      });
      return isDefinite(response.status) ? response : undefined;
    } catch {
      return undefined;
    }
  }

  return {
    url,
    async ask<Body>(path: string, request: ApiRequest = {}) {
      const givesUpAt = performance.now() + patienceMs;
      for (let pauseMs = 250; ; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
        const sentAt = performance.now();
        const response = await attempt(path, request);
        const text = await response?.text().catch(() => undefined);
        if (response && text !== undefined) {
          isOut = false;
          return toAnswer<Body>(response, text, performance.now() - sentAt);
        }
        if (performance.now() > givesUpAt) throw new ServiceAway(url);
        if (!isOut) onOutage();
        isOut = true;
        await delay(pauseMs);
      }
    },
    openStream: (path, headers, signal) =>
      fetch(url + path, { headers: { ...authorization, ...headers, Accept: 'text/event-stream' }, signal }),
  };
}

/** After any other answer nobody knows what was done, so it is asked again. */
const isDefinite = (status: number): boolean => status < 500 && ![408, 425, 429].includes(status);

function toAnswer<Body>(response: Response, text: string, milliseconds: number): Answer<Body> {
  const isJson = /json/.test(response.headers.get('Content-Type') ?? '');
  const body: unknown = isJson ? JSON.parse(text) : text;
  if (response.status >= 400) throw new RequestRefused(response.status, isJson ? (body as Problem) : {});
  return { status: response.status, body: body as Body, headers: response.headers, milliseconds };
}
