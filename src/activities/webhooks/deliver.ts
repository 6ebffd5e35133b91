import type { LoggedEvent } from '../../db/events/app-log.ts';
import { withTransaction, type Pool } from '../../db/pool.ts';
import { listHeld, listSourceEvents } from '../../db/webhooks/held.ts';
import type { LeasedEndpoint } from '../../db/webhooks/lease.ts';
import { recordProgress } from '../../db/webhooks/record.ts';
import {
  deleteErasedResends,
  listDueResends,
  nextResendAt,
  type DueResend,
} from '../../db/webhooks/resends.ts';
import { groupBy } from '../../domain/group-by.ts';
import {
  FAILURES_BEFORE_PAUSE,
  healthAfter,
  isDelivered,
  nextAttemptAt,
  type AttemptOutcome,
} from '../../domain/webhooks.ts';
import { attemptDelivery, type Attempt, type SendWebhook } from './attempt.ts';
import { createSourceQueues, type SourceQueue } from './source-queues.ts';
import { createLogReader } from './log-reader.ts';
import { createProgress } from './progress.ts';

/** Requests to an endpoint at a time, each for another source. */
const AT_ONCE = 16;
/** How often new events are looked for. */
const READ_MS = 100;
/** How often results are recorded, and how often the lease is extended without any. */
const RECORD_MS = 300;
const RENEW_MS = 2000;
/** Another process may take the endpoint after this time without a renewal. This process stops before. */
export const LEASE_SECONDS = 20;
const LEASE_MARGIN_MS = 4000;
/** An attempt that takes longer is left to its source: the cursor passes it. */
const SLOW_MS = 1000;
/** Longer than an attempt can take: only a crash makes it due. */
const SLOW_RETRY_MS = 30_000;
const SOURCE_PAGE = 50;
const RESEND_PAGE = 200;
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
  const { pool, clock, send, allowLoopback, pausesMs } = options;
  const { endpointId, appId, filter } = endpoint;
  const reader = createLogReader(pool, endpoint);
  const queues = createSourceQueues(await listHeld(pool, endpointId));
  const progress = createProgress();
  const running = new Set<AbortController>();
  const startedAt = performance.now();
  const result: DeliveryResult = { delivered: 0, failed: 0 };
  let { health } = endpoint;
  await deleteErasedResends(pool, endpointId);
  let resendsDueAt = await nextResendAt(pool, endpointId);
  let resending = 0;
  let failure: unknown;
  let leaseUntil = startedAt + LEASE_SECONDS * 1000 - LEASE_MARGIN_MS;
  let recordedAt = startedAt;
  let readAt = -Infinity;
  let lastWorkAt = startedAt;
  let isChanged = false;
  let wake = (): void => {};

  const isPaused = (): boolean => (health.pausedUntil ?? 0) > clock();
  const mayDeliver = (): boolean => health.status !== 'disabled' && !isPaused();
  const inFlight = (): number => queues.busy + resending;
  const isOver = (): boolean =>
    isChanged || failure !== undefined || options.isStopping() || performance.now() - startedAt > LONGEST_MS;

  /** Runs in the background; the loop waits for it at its end. */
  const inBackground = (work: Promise<void>): void =>
    void work.catch((error: unknown) => (failure ??= error)).finally(() => wake());

  async function attempt(
    event: LoggedEvent,
    attempts: number,
    kind: 'event' | 'resend' | 'example',
  ): Promise<Attempt> {
    const controller = new AbortController();
    running.add(controller);
    const { signal } = controller;
    try {
      return await attemptDelivery({
        endpoint,
        event,
        attempt: attempts + 1,
        kind,
        send,
        clock,
        allowLoopback,
        signal,
      });
    } finally {
      running.delete(controller);
    }
  }

  const retryAt = (failed: number, outcome: AttemptOutcome): number | undefined =>
    nextAttemptAt({ attempt: failed, now: clock(), outcome }, { pausesMs, random: Math.random() });

  function count(isDone: boolean, isLast: boolean): void {
    if (isDone) {
      progress.deliver();
      result.delivered += 1;
    } else if (isLast) {
      progress.fail();
      result.failed += 1;
    }
  }

  function hold(queue: SourceQueue, nextEventId: number, dueAt: number): void {
    for (const event of queues.hold(queue, { nextEventId, dueAt })) reader.settle(event);
    progress.hold({ source: queue.source, nextEventId, attempts: queue.attempts, nextAttemptAt: dueAt });
  }

  /** Sends the first event of a queue. */
  async function step(queue: SourceQueue): Promise<void> {
    try {
      if (queue.held && queue.events.length === 0 && !(await fill(queue))) return;
      const event = queue.events[0]!;
      queue.sentAt = performance.now();
      settle(queue, event, await attempt(event, queue.attempts, 'event'));
    } finally {
      queue.sentAt = 0;
      queues.putBack(queue);
    }
  }

  /** Reads the next events of a held source. @returns false if it has caught up */
  async function fill(queue: SourceQueue): Promise<boolean> {
    for (;;) {
      const upTo = reader.place;
      const { source } = queue;
      const fromEventId = queue.held!.nextEventId;
      const found = await listSourceEvents(pool, {
        appId,
        source,
        fromEventId,
        upTo,
        filter,
        limit: SOURCE_PAGE,
      });
      queue.events = found;
      // The attempts are those of an event that was erased, or that the endpoint no longer selects.
      if (found[0] && found[0].eventId !== fromEventId) queue.attempts = 0;
      if (found.length > 0) return true;
      if (upTo !== reader.place) continue;
      queues.release(queue);
      progress.release(source);
      return false;
    }
  }

  function settle(
    queue: SourceQueue,
    event: LoggedEvent,
    { outcome, startedAt: sentAt, record: sent }: Attempt,
  ): void {
    const attemptNumber = queue.attempts + 1;
    const isDone = isDelivered(outcome);
    const nextAt = isDone ? undefined : retryAt(attemptNumber, outcome);
    health = healthAfter(health, { attempt: attemptNumber, startedAt: sentAt, now: clock(), outcome });
    progress.attempt({ ...sent, nextAttemptAt: nextAt ?? null });
    count(isDone, nextAt === undefined);
    if (nextAt !== undefined) {
      queue.attempts = attemptNumber;
      if (queue.held) queue.events = [];
      return hold(queue, event.eventId, nextAt);
    }
    queue.attempts = 0;
    if (queue.events[0] === event) queue.events.shift();
    if (queue.held) hold(queue, event.eventId + 1, clock());
    else reader.settle(event);
  }

  /** Sends the resends of a source, in order, up to one that fails. */
  async function resendAll(source: string, due: DueResend[]): Promise<void> {
    try {
      for (const { event, isExample, attempts, requests } of due) {
        if (isOver() || performance.now() > leaseUntil) return;
        const { outcome, record: sent } = await attempt(event, attempts, isExample ? 'example' : 'resend');
        const isDone = isDelivered(outcome);
        const nextAt = isDone || isExample ? undefined : retryAt(attempts + 1, outcome);
        progress.attempt({ ...sent, nextAttemptAt: nextAt ?? null });
        const { eventId } = event;
        progress.resend({ source, eventId, requests, attempts: attempts + 1, nextAttemptAt: nextAt ?? null });
        if (!isExample) count(isDone, nextAt === undefined);
        if (nextAt !== undefined) return;
      }
    } finally {
      resending -= 1;
    }
  }

  async function loadResends(): Promise<void> {
    if (resendsDueAt === undefined || resendsDueAt > clock() || resending > 0) return;
    if (progress.hasResends) await record();
    const now = new Date(clock());
    const due = await listDueResends(pool, { endpointId, now, limit: RESEND_PAGE });
    resendsDueAt = due.length > 0 ? clock() : await nextResendAt(pool, endpointId);
    const bySource = groupBy(due, ({ event }) => event.source);
    for (const [source, ofSource] of [...bySource].slice(0, AT_ONCE)) {
      resending += 1;
      inBackground(resendAll(source, ofSource));
    }
  }

  function start(): void {
    const limit = health.failuresInARow >= FAILURES_BEFORE_PAUSE ? 1 : AT_ONCE;
    while (mayDeliver() && inFlight() < limit && performance.now() < leaseUntil) {
      const queue = queues.takeReady(clock());
      if (!queue) return;
      inBackground(step(queue));
    }
  }

  /** Lets the cursor pass a slow attempt: its source goes on by itself. */
  function passSlow(): void {
    const event = reader.oldest();
    const queue = event && queues.find(event.source);
    if (!queue || queue.sentAt === 0 || performance.now() - queue.sentAt < SLOW_MS) return;
    if (!queue.held) hold(queue, event.eventId, clock() + SLOW_RETRY_MS);
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
    const times = [health.status === 'disabled' ? undefined : held, resendsDueAt].filter(
      (time) => time !== undefined,
    );
    return times.length === 0 ? undefined : Math.max(1, Math.min(...times) - clock());
  }

  try {
    while (!isOver()) {
      await loadResends();
      await read();
      start();
      passSlow();
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
  return pauseMs === undefined ? result : { ...result, pauseMs };

  /** Waits for running requests; when stopping, only briefly. */
  async function drain(): Promise<void> {
    const until = performance.now() + (failure === undefined ? STOP_MS : 0);
    while (inFlight() > 0) {
      options.onProgress();
      if (performance.now() > until) for (const controller of running) controller.abort(new Stopped());
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}
