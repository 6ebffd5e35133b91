import type { LoggedEvent } from '../../db/events/app-log.ts';
import type { Pool } from '../../db/pool.ts';
import { listSourceEvents } from '../../db/webhooks/held.ts';
import type { LeasedEndpoint } from '../../db/webhooks/lease.ts';
import type { Attempt, MakeAttempt } from './attempt.ts';
import type { LogReader } from './log-reader.ts';
import type { Progress } from './progress.ts';
import type { SourceQueue, SourceQueues } from './source-queues.ts';

/** An attempt that takes longer is left to its source: the cursor passes it. */
const SLOW_MS = 1000;
/** Longer than an attempt can take: only a crash makes it due. */
const SLOW_RETRY_MS = 30_000;
const SOURCE_PAGE = 50;

/** Sends the events of each source in order. The first one that fails holds back the others of its source only. */
export function createSourceDeliveries({
  pool,
  endpoint,
  clock,
  reader,
  queues,
  progress,
  attempt,
  onAttempt,
}: {
  pool: Pool;
  endpoint: LeasedEndpoint;
  clock: () => number;
  reader: LogReader;
  queues: SourceQueues;
  progress: Progress;
  attempt: MakeAttempt;
  /** Called after an attempt, with its number. */
  onAttempt: (made: Attempt, number: number) => void;
}) {
  const { appId, filter } = endpoint;

  function hold(queue: SourceQueue, nextEventId: number, dueAt: number): void {
    for (const event of queues.hold(queue, { nextEventId, dueAt })) reader.settle(event);
    progress.hold({ source: queue.source, nextEventId, attempts: queue.attempts, nextAttemptAt: dueAt });
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

  function settle(queue: SourceQueue, event: LoggedEvent, made: Attempt): void {
    onAttempt(made, queue.attempts + 1);
    if (made.nextAt !== undefined) {
      queue.attempts += 1;
      if (queue.held) queue.events = [];
      return hold(queue, event.eventId, made.nextAt);
    }
    queue.attempts = 0;
    if (queue.events[0] === event) queue.events.shift();
    if (queue.held) hold(queue, event.eventId + 1, clock());
    else reader.settle(event);
  }

  return {
    /** Sends the first event of a queue. */
    async step(queue: SourceQueue): Promise<void> {
      try {
        if (queue.held && queue.events.length === 0 && !(await fill(queue))) return;
        const event = queue.events[0]!;
        queue.sentAt = performance.now();
        settle(queue, event, await attempt(event, queue.attempts, 'event'));
      } finally {
        queue.sentAt = 0;
        queues.putBack(queue);
      }
    },
    /** Lets the cursor pass a slow attempt: its source goes on by itself. */
    passSlow(): void {
      const event = reader.oldest();
      const queue = event && queues.find(event.source);
      if (!queue || queue.sentAt === 0 || performance.now() - queue.sentAt < SLOW_MS) return;
      if (!queue.held) hold(queue, event.eventId, clock() + SLOW_RETRY_MS);
    },
  };
}
