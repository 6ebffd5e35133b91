import { listLastEventIds } from '../../db/events/event-reads.ts';
import type { Listening } from '../../db/events/listening.ts';
import type { Pool } from '../../db/pool.ts';
import type { Log } from '../operate/request-log.ts';

/** Tells streams that there may be something new; what that is, each stream reads by itself. */
export interface EventHub {
  /** `wake` comes at least once after each new event, perhaps also without one. @returns how to end it */
  subscribe(athleteUuid: string, subscriber: Subscriber): () => void;
  /** How many streams are open. */
  readonly open: number;
  /** Ends every stream: an open one would hold the server for ever. */
  close(): Promise<void>;
}

export interface Subscriber {
  wake(): void;
  end(): void;
  /** The last event that this stream has read. */
  readonly lastEventId: number;
}

interface EventHubDependencies {
  pool: Pool;
  listen: (handlers: {
    onNotification: (payload: string) => void;
    onListening: () => void;
    onLost: (error: unknown) => void;
  }) => Listening;
  log: Log;
  pollMs?: number;
}

/**
 * One LISTEN connection and one poll a second for all streams of the process. The poll makes up for notifications that
 * a broken connection swallowed without a sign. It comes at once after a reconnect, and where so many athletes were told
 * that none is named: one query finds the streams that have something to read.
 */
export function createEventHub({ pool, listen, log, pollMs = 1000 }: EventHubDependencies): EventHub {
  const subscribers = new Map<string, Set<Subscriber>>();
  let closed = false;
  let polling = false;
  let pollAgain = false;
  let timer: NodeJS.Timeout | undefined;

  const wakeThoseBehind = async (): Promise<void> => {
    if (subscribers.size === 0) return;
    const newest = await listLastEventIds(pool, [...subscribers.keys()]);
    for (const [athleteUuid, streams] of subscribers) {
      const id = newest.get(athleteUuid) ?? 0;
      for (const stream of streams) if (stream.lastEventId < id) stream.wake();
    }
  };

  /** One at a time: who asks meanwhile gets one more, which sees what was there when they asked. */
  const poll = async (): Promise<void> => {
    pollAgain = true;
    if (polling) return;
    polling = true;
    clearTimeout(timer);
    while (pollAgain && !closed) {
      pollAgain = false;
      await wakeThoseBehind().catch(() => {
        // PostgreSQL is away: the streams stay open, and the next poll tries again.
      });
    }
    polling = false;
    if (!closed) timer = setTimeout(() => void poll(), pollMs);
  };

  const wake = (athleteUuid: string): void => subscribers.get(athleteUuid)?.forEach((s) => s.wake());
  const listening = listen({
    onNotification: (payload) => (payload === '*' ? void poll() : payload.split(',').forEach(wake)),
    onListening: () => void poll(),
    onLost: (error) =>
      log.warn({ error }, 'The connection for events was lost; reconnecting, streams poll until then'),
  });
  timer = setTimeout(() => void poll(), pollMs);

  return {
    subscribe(athleteUuid, subscriber) {
      if (closed) subscriber.end();
      const streams = subscribers.get(athleteUuid) ?? new Set();
      subscribers.set(athleteUuid, streams.add(subscriber));
      return () => {
        streams.delete(subscriber);
        if (streams.size === 0 && subscribers.get(athleteUuid) === streams) subscribers.delete(athleteUuid);
      };
    },
    get open() {
      return [...subscribers.values()].reduce((sum, streams) => sum + streams.size, 0);
    },
    async close() {
      closed = true;
      clearTimeout(timer);
      for (const streams of subscribers.values()) for (const stream of streams) stream.end();
      await listening.close();
    },
  };
}
