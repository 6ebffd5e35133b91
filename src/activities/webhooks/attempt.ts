import { publicEventId } from '../../db/events/event-key.ts';
import type { LoggedEvent } from '../../db/events/app-log.ts';
import type { RecordedAttempt } from '../../db/webhooks/attempts.ts';
import type { LeasedEndpoint } from '../../db/webhooks/lease.ts';
import type { sendWebhook } from '../../delivery/webhooks/send.ts';
import { signWebhook } from '../../delivery/webhooks/signature.ts';
import { isDelivered, type AttemptOutcome } from '../../domain/webhooks.ts';

export type SendWebhook = typeof sendWebhook;

/** The most that PostgreSQL's `integer` holds: 24 days. An endpoint may have been disabled for longer. */
const MOST_MS = 2 ** 31 - 1;

export interface Attempt {
  outcome: AttemptOutcome;
  startedAt: number;
  endedAt: number;
  /** Without the time of the next one, which the outcome decides. */
  record: Omit<RecordedAttempt, 'nextAttemptAt'>;
}

/** Sends one event once, signed for this attempt. @throws only the signal's reason */
export async function attemptDelivery({
  endpoint,
  event,
  attempt,
  kind,
  send,
  clock,
  allowLoopback,
  signal,
}: {
  endpoint: LeasedEndpoint;
  event: LoggedEvent;
  /** 1 for the first. */
  attempt: number;
  kind: 'event' | 'resend' | 'example';
  send: SendWebhook;
  clock: () => number;
  allowLoopback: boolean;
  signal: AbortSignal;
}): Promise<Attempt> {
  const { source, eventId } = event;
  const startedAt = clock();
  const body = bodyOf(event, kind === 'example');
  const headers = signWebhook({
    id: publicEventId(event),
    timestampSeconds: Math.floor(startedAt / 1000),
    body,
    secrets: endpoint.secrets,
    privateKeys: endpoint.privateKeys,
  });
  const result = await send({ url: endpoint.url, headers, body, allowLoopback, signal });
  const endedAt = clock();
  const outcome: AttemptOutcome = 'error' in result ? {} : result;
  return {
    outcome,
    startedAt,
    endedAt,
    record: {
      source,
      eventId,
      attempt,
      startedAt,
      durationMs: result.durationMs,
      statusCode: outcome.statusCode ?? null,
      error: 'error' in result ? `${result.error}: ${result.message}` : null,
      response: ('error' in result ? '' : result.responseText) || null,
      deliveryMs:
        kind === 'event' && isDelivered(outcome)
          ? Math.min(MOST_MS, Math.max(0, endedAt - event.createdAt.getTime()))
          : null,
      isExample: kind === 'example',
    },
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
