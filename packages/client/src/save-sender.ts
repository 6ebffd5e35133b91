import { orAborted } from './clock.ts';
import type { AcceptedWorkout, Problem } from './contract.ts';
import { problemErrorOf, ProblemError } from './errors.ts';
import { mapLimited } from './map-limited.ts';
import type { PendingSave } from './save-store.ts';
import { inJson, Unanswered, type ApiCall, type Transport } from './transport.ts';

/** Makes one attempt to send a save. @throws Unanswered, ProblemError */
export type SendSave = (save: PendingSave, signal: AbortSignal) => Promise<AcceptedWorkout>;

interface WaitingSave {
  save: PendingSave;
  signal: AbortSignal;
  resolve: (workout: AcceptedWorkout) => void;
  reject: (error: unknown) => void;
}

/** The API's limit. */
const MAX_BATCH = 200;
/** A second request keeps the connection busy while the first one is being committed. */
const MAX_IN_FLIGHT = 2;
const CONCURRENCY = 4;

/**
 * Sends a single save at once. Saves that arrive while others are in flight share the next request, so many concurrent
 * saves need few requests. Each save gets its own result.
 */
export function createSaveSender(transport: Transport): SendSave {
  const waiting: WaitingSave[] = [];
  let inFlight = 0;

  /** A request that all callers have aborted occupies no slot, even if `fetch` ignores its signal. */
  const send = (call: ApiCall, signal: AbortSignal) => orAborted(transport.send(call, signal), signal);

  function sendNext(): void {
    while (inFlight < MAX_IN_FLIGHT && waiting.length > 0) {
      const batch = waiting.splice(0, MAX_BATCH).filter(({ signal }) => !signal.aborted);
      if (batch.length === 0) continue;
      inFlight += 1;
      void (batch.length === 1 ? sendAlone(batch[0]!) : sendBatch(batch)).finally(() => {
        inFlight -= 1;
        sendNext();
      });
    }
  }

  const sendAlone = ({ save, signal, resolve, reject }: WaitingSave): Promise<void> =>
    send(callOf(save), signal).then((body) => resolve(body as AcceptedWorkout), reject);

  async function sendBatch(batch: readonly WaitingSave[]): Promise<void> {
    const call = batchCallOf(batch.map(({ save }) => save));
    try {
      const body = await send(call, abortedWithAll(batch.map(({ signal }) => signal)));
      const results = resultsOf(body, batch.length);
      batch.forEach(({ resolve, reject }, index) => {
        const { problem, status, ...workout } = results[index]!;
        if (problem) reject(problemErrorOf(status, problem));
        else resolve({ ...workout, status: 'accepted' });
      });
    } catch (error) {
      // One save may have caused the refusal of the whole request, so each is sent alone.
      if (error instanceof ProblemError) await mapLimited(batch, CONCURRENCY, sendAlone);
      else for (const { reject } of batch) reject(error);
    }
  }

  return (save, signal) =>
    new Promise((resolve, reject) => {
      waiting.push({ save, signal, resolve, reject });
      sendNext();
    });
}

const callOf = ({ key, submission }: PendingSave): ApiCall => ({
  method: 'POST',
  path: '/v1/workouts',
  headers: { 'Content-Type': 'application/json', 'Idempotency-Key': key },
  body: JSON.stringify(submission),
  expects: [202],
});

const batchCallOf = (saves: readonly PendingSave[]): ApiCall => ({
  method: 'POST',
  path: '/v1/workouts/batch',
  ...inJson({ workouts: saves.map(({ key, submission }) => ({ ...submission, idempotencyKey: key })) }),
  expects: [202],
});

type Result = Omit<AcceptedWorkout, 'status'> & { status: number; problem?: Partial<Problem> };

/** Returns the results of a batch. @throws Unanswered if the response does not match the request */
function resultsOf(body: unknown, count: number): Result[] {
  const { results } = (body ?? {}) as { results?: Result[] };
  if (Array.isArray(results) && results.length === count) return results;
  throw new Unanswered('The answer does not have one result for each workout.');
}

/**
 * Returns a signal that is aborted once all of these are, so that one caller does not end the request of the others.
 */
function abortedWithAll(signals: readonly AbortSignal[]): AbortSignal {
  const controller = new AbortController();
  let left = signals.length;
  for (const signal of signals) {
    const leave = (): void => {
      left -= 1;
      if (left === 0) controller.abort(signal.reason);
    };
    if (signal.aborted) leave();
    else signal.addEventListener('abort', leave, { once: true });
  }
  return controller.signal;
}
