import type { Fetch } from '../../packages/client/src/index.ts';

export interface SentRequest {
  method: string;
  url: string;
  headers: Headers;
  body: unknown;
  signal: AbortSignal;
}

type Step = Response | Error | 'hang' | ((request: SentRequest) => Response | Promise<Response>);

/** A fetch that answers by a script and repeats its last step. */
export function createScriptedFetch(...steps: Step[]) {
  const sent: SentRequest[] = [];
  const fetch: Fetch = async (url, { method = 'GET', headers, body, signal }) => {
    const request = { method, url, headers: new Headers(headers), body, signal: signal! };
    const step = steps[Math.min(sent.push(request), steps.length) - 1]!;
    if (step === 'hang') {
      return new Promise((_, reject) => signal!.addEventListener('abort', () => reject(signal!.reason)));
    }
    if (step instanceof Error) throw step;
    return step instanceof Response ? step.clone() : step(request);
  };
  return { fetch, sent };
}

export const accepted = (id = 'w-1'): Response =>
  Response.json({ id, revision: 1, status: 'accepted', links: {} }, { status: 202 });

export const problem = (
  status: number,
  code: string,
  extra: object = {},
  headers: Record<string, string> = {},
): Response =>
  new Response(
    JSON.stringify({
      type: `/problems/${code}`,
      title: code,
      status,
      detail: 'Because.',
      instance: '/',
      ...extra,
    }),
    { status, headers: { 'Content-Type': 'application/problem+json', ...headers } },
  );

export const unavailable = (retryAfter = '2', headers: Record<string, string> = {}): Response =>
  problem(503, 'database-unavailable', {}, { 'Retry-After': retryAfter, ...headers });

export const networkDown = (): Error => new TypeError('fetch failed');
