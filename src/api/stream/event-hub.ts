import { listLastEventIds } from '../../db/events/events.ts';
import type { Listening } from '../../db/events/listening.ts';
import type { Pool } from '../../db/pool.ts';
import type { Log } from '../operate/request-log.ts';

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
 * Creates a hub that wakes streams when there may be new events; each stream reads them itself. It has one LISTEN
 * connection and one poll a second for all streams of the process. The poll finds events whose notification a broken
 * connection lost. It runs at once after a reconnect, and when a notification names no athletes because there were too
 * many: one query finds the streams with new events.
 */
export function createEventHub({ pool, listen, log, pollMs = 1000 }: EventHubDependencies) {
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

  /**
   * Runs one poll at a time: callers in the meantime get one more, which sees everything committed before they asked.
   */
  const poll = async (): Promise<void> => {
    pollAgain = true;
    if (polling) return;
    polling = true;
    clearTimeout(timer);
    while (pollAgain && !closed) {
      pollAgain = false;
      await wakeThoseBehind().catch(() => {
        // PostgreSQL is down: the streams stay open, and the next poll tries again.
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
    /** Calls `wake` at least once after each new event, possibly without one. @returns a function that unsubscribes */
    subscribe(athleteUuid: string, subscriber: Subscriber): () => void {
      if (closed) subscriber.end();
      const streams = subscribers.get(athleteUuid) ?? new Set();
      subscribers.set(athleteUuid, streams.add(subscriber));
      return () => {
        streams.delete(subscriber);
        if (streams.size === 0 && subscribers.get(athleteUuid) === streams) subscribers.delete(athleteUuid);
      };
    },
    /** Number of open streams. */
    get open(): number {
      return [...subscribers.values()].reduce((sum, streams) => sum + streams.size, 0);
    },
    /** Ends all streams: an open one would keep the server from closing. */
    async close(): Promise<void> {
      closed = true;
      clearTimeout(timer);
      for (const streams of subscribers.values()) for (const stream of streams) stream.end();
      await listening.close();
    },
  };
}

export type EventHub = ReturnType<typeof createEventHub>;
