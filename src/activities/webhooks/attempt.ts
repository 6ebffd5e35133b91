import { publicEventId } from '../../db/events/event-key.ts';
import type { LoggedEvent } from '../../db/events/app-log.ts';
import type { LeasedEndpoint } from '../../db/webhooks/lease.ts';
import type { sendWebhook } from '../../delivery/webhooks/send.ts';
import { createWebhookSigner } from '../../delivery/webhooks/signature.ts';
import { isDelivered, nextAttemptAt, type AttemptOutcome } from '../../domain/webhooks.ts';
import type { Progress } from './progress.ts';

export type SendWebhook = typeof sendWebhook;

/** Requests to an endpoint at a time, each for another source. */
export const AT_ONCE = 16;
/** The most that PostgreSQL's `integer` holds: 24 days. An endpoint may have been disabled for longer. */
const MOST_MS = 2 ** 31 - 1;

export interface Attempt {
  outcome: AttemptOutcome;
  startedAt: number;
  /** When the event is sent again; undefined after a success, an example and the last attempt. */
  nextAt: number | undefined;
}

/**
 * Sends one event once, signed for this attempt, and notes it. `failures` counts the failed attempts before it.
 * @throws only the signal's reason
 */
export type MakeAttempt = (
  event: LoggedEvent,
  failures: number,
  kind: 'event' | 'resend' | 'example',
) => Promise<Attempt>;

export function createAttempts({
  endpoint,
  progress,
  send,
  allowLoopback,
  clock,
  pausesMs,
  signal,
}: {
  endpoint: LeasedEndpoint;
  progress: Progress;
  send: SendWebhook;
  allowLoopback: boolean;
  clock: () => number;
  pausesMs: readonly number[];
  signal: AbortSignal;
}): MakeAttempt {
  const signWebhook = createWebhookSigner(endpoint);
  return async (event, failures, kind) => {
    const { source, eventId } = event;
    const isExample = kind === 'example';
    const attempt = failures + 1;
    const startedAt = clock();
    const body = bodyOf(event, isExample);
    const headers = signWebhook({
      id: publicEventId(event),
      timestampSeconds: Math.floor(startedAt / 1000),
      body,
    });
    const result = await send({ url: endpoint.url, headers, body, allowLoopback, signal });
    const now = clock();
    const outcome: AttemptOutcome = 'error' in result ? {} : result;
    const isDone = isDelivered(outcome);
    const nextAt =
      isDone || isExample
        ? undefined
        : nextAttemptAt({ attempt, now, outcome }, { pausesMs, random: Math.random() });
    progress.attempt({
      source,
      eventId,
      attempt,
      startedAt,
      durationMs: result.durationMs,
      statusCode: outcome.statusCode ?? null,
      error: 'error' in result ? `${result.error}: ${result.message}` : null,
      response: ('error' in result ? '' : result.responseText) || null,
      nextAttemptAt: nextAt ?? null,
      deliveryMs:
        kind === 'event' && isDone ? Math.min(MOST_MS, Math.max(0, now - event.createdAt.getTime())) : null,
      isExample,
    });
    if (!isExample && nextAt === undefined) progress.end(isDone);
    return { outcome, startedAt, nextAt };
  };
}

const bodyOf = ({ type, createdAt, athleteId, eventId, data }: LoggedEvent, isExample: boolean): string =>
  JSON.stringify({
    type,
    timestamp: createdAt.toISOString(),
    athleteId,
    sequence: eventId,
    data,
    ...(isExample && { example: true }),
  });
