import { withTransaction, type Pool } from '../../db/pool.ts';
import { listHeld } from '../../db/webhooks/held.ts';
import type { LeasedEndpoint } from '../../db/webhooks/lease.ts';
import { recordProgress } from '../../db/webhooks/record.ts';
import { FAILURES_BEFORE_PAUSE, healthAfter } from '../../domain/webhooks.ts';
import { AT_ONCE, createAttempts, type SendWebhook } from './attempt.ts';
import { createLogReader } from './log-reader.ts';
import { createProgress } from './progress.ts';
import { createResendDeliveries } from './resend-deliveries.ts';
import { createSourceDeliveries } from './source-deliveries.ts';
import { createSourceQueues } from './source-queues.ts';

/** How often new events are looked for. */
const READ_MS = 100;
/** How often results are recorded, and how often the lease is extended without any. */
const RECORD_MS = 300;
const RENEW_MS = 2000;
/** Another process may take the endpoint after this time without a renewal. This process stops before. */
export const LEASE_SECONDS = 20;
const LEASE_MARGIN_MS = 4000;
/** An execution costs more than a few looks at the log. */
const LINGER_MS = 2000;
/** Then others have a turn. */
const LONGEST_MS = 5 * 60_000;
/** When stopping, running requests have this long to end. */
const STOP_MS = 3000;

/** A request was ended because the delivery stops; its event is sent again. */
class Stopped extends Error {}

export interface DeliveryOptions {
  pool: Pool;
  send: SendWebhook;
  allowLoopback: boolean;
  /** Milliseconds since 1970. */
  clock: () => number;
  /** Pauses before retries. */
  pausesMs: readonly number[];
  /** Called often, also while requests are running. */
  onProgress: () => void;
  isStopping: () => boolean;
}

export interface DeliveryResult {
  delivered: number;
  failed: number;
  /** Milliseconds until something is due; 0 if there may be more now. Absent if nothing is left. */
  pauseMs?: number;
}

/**
 * Delivers an endpoint's events until none is left or due. Sources are independent of each other; the events of one are
 * sent in order, and the first one that fails holds back the others of its source only.
 * @throws LeaseLost
 */
export async function deliver(endpoint: LeasedEndpoint, options: DeliveryOptions): Promise<DeliveryResult> {
  const { pool, clock } = options;
  const { endpointId } = endpoint;
  const startedAt = performance.now();
  const requests = new AbortController();
  const reader = createLogReader(pool, endpoint);
  const queues = createSourceQueues(await listHeld(pool, endpointId));
  const progress = createProgress();
  let { health } = endpoint;
  let failure: unknown;
  let leaseUntil = startedAt + LEASE_SECONDS * 1000 - LEASE_MARGIN_MS;
  let recordedAt = startedAt;
  let readAt = -Infinity;
  let lastWorkAt = startedAt;
  let isChanged = false;
  let wake = (): void => {};

  const attempt = createAttempts({ ...options, endpoint, progress, signal: requests.signal });
  const sources = createSourceDeliveries({
    pool,
    endpoint,
    clock,
    reader,
    queues,
    progress,
    attempt,
    onAttempt: ({ outcome, startedAt: sentAt }, number) => {
      health = healthAfter(health, { attempt: number, startedAt: sentAt, now: clock(), outcome });
    },
  });
  const resends = await createResendDeliveries({
    pool,
    endpointId,
    clock,
    progress,
    attempt,
    record,
    mayGoOn: () => !isOver() && hasLease(),
    inBackground,
  });

  try {
    while (!isOver()) {
      await resends.start();
      await read();
      start();
      sources.passSlow();
      const sinceRecord = performance.now() - recordedAt;
      if (sinceRecord > (progress.isEmpty ? RENEW_MS : RECORD_MS)) await record();
      const isIdle = inFlight() === 0 && !(mayDeliver() && (reader.oldest() || queues.hasReady(clock())));
      if (!isIdle) lastWorkAt = performance.now();
      if (isIdle && (!mayDeliver() || performance.now() - lastWorkAt > LINGER_MS)) break;
      options.onProgress();
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, READ_MS);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  } catch (error) {
    // Requests that run must end before another process may take the endpoint.
    failure ??= error;
  }

  await drain();
  if (failure !== undefined && !(failure instanceof Stopped)) throw failure;
  await record();
  const pauseMs = isOver() ? 0 : nextDueIn();
  return { ...progress.total, ...(pauseMs !== undefined && { pauseMs }) };

  function isPaused(): boolean {
    return (health.pausedUntil ?? 0) > clock();
  }

  function mayDeliver(): boolean {
    return health.status !== 'disabled' && !isPaused();
  }

  function inFlight(): number {
    return queues.busy + resends.busy;
  }

  function hasLease(): boolean {
    return performance.now() < leaseUntil;
  }

  function isOver(): boolean {
    const isLong = performance.now() - startedAt > LONGEST_MS;
    return isChanged || failure !== undefined || options.isStopping() || isLong;
  }

  /** Runs in the background; the loop waits for it at its end. */
  function inBackground(work: Promise<void>): void {
    void work.catch((error: unknown) => (failure ??= error)).finally(() => wake());
  }

  function start(): void {
    const limit = health.failuresInARow >= FAILURES_BEFORE_PAUSE ? 1 : AT_ONCE;
    while (mayDeliver() && inFlight() < limit && hasLease()) {
      const queue = queues.takeReady(clock());
      if (!queue) return;
      inBackground(sources.step(queue));
    }
  }

  async function read(): Promise<void> {
    if (!mayDeliver() || !reader.hasRoom || performance.now() - readAt < READ_MS) return;
    readAt = performance.now();
    const events = await reader.read();
    if (reader.hasMore) readAt = -Infinity;
    for (const event of events) if (!queues.add(event)) reader.settle(event);
  }

  async function record(): Promise<void> {
    const before = performance.now();
    const taken = progress.take({ cursor: reader.cursor(), health, leaseSeconds: LEASE_SECONDS });
    const revision = await withTransaction(pool, (tx) => recordProgress(tx, endpoint, taken));
    isChanged ||= revision !== endpoint.revision;
    recordedAt = before;
    leaseUntil = before + LEASE_SECONDS * 1000 - LEASE_MARGIN_MS;
  }

  function nextDueIn(): number | undefined {
    const held = isPaused() ? Math.max(health.pausedUntil!, queues.nextDueAt() ?? 0) : queues.nextDueAt();
    const times = [health.status === 'disabled' ? undefined : held, resends.dueAt].filter(
      (time) => time !== undefined,
    );
    return times.length === 0 ? undefined : Math.max(1, Math.min(...times) - clock());
  }

  /** Waits for running requests; when stopping, only briefly. */
  async function drain(): Promise<void> {
    const until = performance.now() + (failure === undefined ? STOP_MS : 0);
    while (inFlight() > 0) {
      options.onProgress();
      if (performance.now() > until) requests.abort(new Stopped());
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}
