import { setTimeout as delay } from 'node:timers/promises';
import type { AthleteEvent } from '../domain/events.ts';
import type { Api } from './api-client.ts';
import { readEvents } from './event-stream.ts';
import { RequestRefused, ServiceAway } from './failures.ts';

/** What the service tells an athlete, as it comes over the wire. */
export type ToldEvent = { athleteId: string } & WithoutUuid<AthleteEvent>;
type WithoutUuid<Event> = Event extends unknown ? Omit<Event, 'athleteUuid'> : never;

export interface StreamOptions {
  api: Api;
  athleteId: string;
  /** The event to go on after; absent: only what comes from now on. */
  after: string | undefined;
  onEvent: (event: ToldEvent) => void;
  /** Ends it. */
  signal: AbortSignal;
}

const REOPEN_AFTER_MS = 500;

/**
 * Follows an athlete's events, each once: a stream that breaks is opened again after the last one that was seen.
 * @returns when the stream is open, so that nothing which is done from then on can be missed
 */
export async function followAthlete(options: StreamOptions): Promise<void> {
  const first = await openBody(options);
  // Ends with the signal, or with what goes wrong for good; whoever waits for events has a time limit.
  void follow(options, first).catch(() => {});
}

async function follow(options: StreamOptions, first: ReadableStream<Uint8Array>): Promise<void> {
  let { after } = options;
  let body: ReadableStream<Uint8Array> | undefined = first;
  while (!options.signal.aborted) {
    try {
      body ??= await openBody({ ...options, after });
      for await (const { id, data } of readEvents(body)) {
        after = id;
        options.onEvent(JSON.parse(data) as ToldEvent);
      }
    } catch {
      // The service is away, or was: the stream is opened again.
    }
    body = undefined;
    if (!options.signal.aborted) await delay(REOPEN_AFTER_MS);
  }
}

async function openBody({
  api,
  athleteId,
  after,
  signal,
}: StreamOptions): Promise<ReadableStream<Uint8Array>> {
  const headers: Record<string, string> = after === undefined ? {} : { 'Last-Event-ID': after };
  const response = await api
    .openStream(`/v1/athletes/${athleteId}/events`, headers, signal)
    .catch((): never => {
      throw new ServiceAway(api.url);
    });
  if (!response.ok || response.body === null) {
    throw new RequestRefused(response.status, { title: 'The stream of events cannot be opened' });
  }
  return response.body;
}
