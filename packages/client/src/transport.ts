import type { Problem } from './contract.ts';
import { problemErrorOf } from './errors.ts';
import { isDefinite, readRetryAfter } from './retry.ts';

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** A key or a token, or a function that returns the current one before each attempt. */
export type Credential = string | (() => string | Promise<string>);

export interface ApiCall {
  /** GET by default. */
  method?: 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  path: string;
  query?: Readonly<Record<string, string | number | undefined>>;
  headers?: Readonly<Record<string, string>>;
  body?: RequestInit['body'];
  accept?: 'application/json' | 'text/html' | 'text/plain' | 'text/event-stream';
  /** The statuses of success. Another 2xx, such as of a portal's login page, is not from the service. */
  expects?: readonly number[];
}

/** Returns the header and the body of a call that sends JSON. */
export const inJson = (value: object) => ({
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify(value),
});

/** There was no definite response. The outcome is unknown, so the request is retried. */
export class Unanswered extends Error {
  override readonly name = 'Unanswered';
  readonly retryAfterMs: number;
  constructor(message: string, { retryAfterMs = 0, cause }: { retryAfterMs?: number; cause?: unknown } = {}) {
    super(message, { cause });
    this.retryAfterMs = retryAfterMs;
  }
}

export interface Transport {
  /** Makes one attempt, up to the head of the response. @throws Unanswered, ProblemError */
  open(call: ApiCall, signal: AbortSignal): Promise<Response>;
  /** One try, with the answer's body; of a redirect its target. @throws Unanswered, ProblemError */
  send(call: ApiCall, signal: AbortSignal): Promise<unknown>;
}

interface TransportOptions {
  baseUrl: string;
  credential: Credential;
  fetch: Fetch;
  now: () => number;
}

/** Makes single attempts over HTTP. Distinguishes success, refusal and an unknown outcome. */
export function createTransport({ baseUrl, credential, fetch, now }: TransportOptions): Transport {
  async function open(call: ApiCall, signal: AbortSignal): Promise<Response> {
    const { method = 'GET', path, query, body, accept = 'application/json', expects = [200] } = call;
    const secret = await attempt(async () => (typeof credential === 'string' ? credential : credential()));
    const headers = new Headers({ Accept: accept, Authorization: `Bearer ${secret}`, ...call.headers });
    const response = await attempt(() =>
      fetch(baseUrl + path + queryOf(query), {
        method,
        headers,
        ...(body === undefined ? {} : { body }),
        signal,
        // A redirected POST would become a GET.
        redirect: 'manual',
      }),
    );
    const { status } = response;
    if (status >= 400 && isDefinite(status)) throw problemErrorOf(status, await readProblem(response));
    if (!expects.includes(status) || !isOfType(response, accept)) {
      const { title } = await readProblem(response).catch((): Partial<Problem> => ({}));
      const retryAfterMs = readRetryAfter(response.headers, now());
      throw new Unanswered(`${status} ${title ?? 'is no answer of the service'}`, { retryAfterMs });
    }
    return response;
  }

  return {
    open,
    async send(call, signal) {
      const response = await open(call, signal);
      if (response.status === 302) return response.headers.get('Location') ?? '';
      const text = await attempt(() => response.text());
      return isJson(response) ? attempt(async () => JSON.parse(text) as unknown) : text;
    },
  };
}

/** Runs an attempt. A network error does not show whether the request was processed. @throws Unanswered */
async function attempt<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw new Unanswered(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

async function readProblem(response: Response): Promise<Partial<Problem>> {
  const text = await attempt(() => response.text());
  if (!isJson(response)) return {};
  return attempt(async () => ({ ...(JSON.parse(text) as Partial<Problem>) }));
}

const typeOf = (response: Response): string => response.headers.get('Content-Type') ?? '';
const isJson = (response: Response): boolean => /^application\/([\w.-]+\+)?json\b/.test(typeOf(response));
/** A 204 and a redirect have no body. */
const isOfType = (response: Response, accept: string): boolean =>
  response.status === 204 ||
  response.status === 302 ||
  isJson(response) ||
  (accept !== 'application/json' && typeOf(response).startsWith(accept));

function queryOf(query: ApiCall['query'] = {}): string {
  const given = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)] as [string, string]],
  );
  return given.length === 0 ? '' : `?${new URLSearchParams(given).toString()}`;
}
