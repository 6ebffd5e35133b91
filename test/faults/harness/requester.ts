import { setTimeout as delay } from 'node:timers/promises';
import { isRefused, type Answer, type Call, type HttpClient } from './http-client.ts';
import type { Answered, History, Outcome, AppRequest } from './history.ts';

export interface Requester {
  /** Sends a request once. */
  attempt(request: AppRequest): Promise<Reply>;
  /** Sends a request, and repeats it with the same key while its outcome is unknown. */
  sendUntilAnswered(request: AppRequest): Promise<Reply>;
  /** Reads a workout. */
  read(workoutId: string): Promise<Reply>;
}

export type Reply = Omit<Answered, 'line' | 'at'>;

interface RequesterOptions {
  /** The APIs, used round-robin. When the port of one is closed, the next one is used. */
  clients: readonly HttpClient[];
  history: History;
  /** How long a request with an unknown outcome is repeated. */
  patienceMs?: number;
}

const PAUSE_MS = 250;

export function createRequester({ clients, history, patienceMs = 180_000 }: RequesterOptions): Requester {
  let next = 0;
  const send = async (call: Call): Promise<Answer> => {
    const first = next++ % clients.length;
    const inOrder = [...clients.slice(first), ...clients.slice(0, first)];
    const staying = inOrder.filter((client) => !client.isLeaving());
    const asked = [...staying, ...inOrder.filter((client) => client.isLeaving())];
    for (let refusals = 0; ; refusals += 1) {
      try {
        return await asked[refusals]!.send(call);
      } catch (error) {
        if (!isRefused(error) || refusals + 1 >= asked.length) throw error;
      }
    }
  };
  const perform = async (call: Call, of: Pick<Reply, 'kind' | 'operation' | 'id'>): Promise<Reply> => {
    const start = performance.now();
    const answer = await send(call).then(describeAnswer, describeSilence);
    const reply = { ...of, ...answer, milliseconds: Math.round(performance.now() - start) };
    history.answered(reply);
    return reply;
  };
  const attempt = (request: AppRequest): Promise<Reply> => {
    history.asked(request);
    return perform(callFor(request), { kind: request.kind, operation: request.operation });
  };
  return {
    attempt,
    async sendUntilAnswered(request) {
      const until = performance.now() + patienceMs;
      for (;;) {
        const reply = await attempt(request);
        if (reply.outcome !== 'unknown' || performance.now() > until) return reply;
        await delay(PAUSE_MS);
      }
    },
    read: (workoutId) =>
      perform({ method: 'GET', path: `/v1/workouts/${workoutId}` }, { kind: 'read', id: workoutId }),
  };
}

function callFor({ kind, key, athleteId, workoutId, ifMatch, body }: AppRequest): Call {
  const headers = {
    'Idempotency-Key': key,
    ...(ifMatch === undefined ? {} : { 'If-Match': `"${ifMatch}"` }),
  };
  const json = { ...headers, 'Content-Type': 'application/json' };
  switch (kind) {
    case 'save':
      return { method: 'POST', path: '/v1/workouts', headers: json, body: JSON.stringify(body) };
    case 'edit':
      return {
        method: 'PATCH',
        path: `/v1/workouts/${workoutId}`,
        headers: json,
        body: JSON.stringify(body),
      };
    case 'delete':
      return { method: 'DELETE', path: `/v1/workouts/${workoutId}`, headers };
    case 'upload':
      return {
        method: 'POST',
        path: `/v1/uploads?athleteId=${athleteId}`,
        headers: { 'Content-Type': 'application/gpx+xml' },
        body: String(body!['file']),
      };
    case 'import':
      return {
        method: 'POST',
        path: '/v1/imports',
        headers: { 'Content-Type': 'application/x-ndjson' },
        body: (body!['lines'] as object[]).map((line) => `${JSON.stringify(line)}\n`).join(''),
      };
    case 'report':
      return { method: 'POST', path: `/v1/athletes/${athleteId}/reports/${String(body!['month'])}` };
    case 'erase':
      return { method: 'DELETE', path: `/v1/athletes/${athleteId}` };
  }
}

function describeAnswer({ status, headers, text }: Answer): Pick<Reply, 'outcome'> & Partial<Reply> {
  const body = parse(text);
  const retryAfter = headers['retry-after'];
  return {
    outcome: outcomeOf(status),
    status,
    ...(typeof retryAfter === 'string' ? { retryAfter } : {}),
    ...(typeof body['type'] === 'string' && status >= 400 ? { problem: body['type'] } : {}),
    ...(typeof body['id'] === 'string' ? { id: body['id'] } : {}),
    ...(typeof body['revision'] === 'number' ? { revision: body['revision'] } : {}),
  };
}

const describeSilence = (error: unknown): Pick<Reply, 'outcome' | 'error'> => ({
  outcome: 'unknown',
  error: (error as NodeJS.ErrnoException).code ?? (error as Error).message,
});

const outcomeOf = (status: number): Outcome => {
  if (status < 300) return 'ok';
  // 408 says that the request did not arrive whole, 429 that it was not looked at: both are worth a repeat.
  return status < 500 && status !== 408 && status !== 429 ? 'fail' : 'unknown';
};

function parse(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}
