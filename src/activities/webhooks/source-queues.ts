import type { LoggedEvent } from '../../db/events/app-log.ts';
import type { HeldSource } from '../../db/webhooks/held.ts';

/** The events of one source, in order: one is sent at a time. */
export interface SourceQueue {
  source: string;
  events: LoggedEvent[];
  /** Failed attempts of the first event. */
  attempts: number;
  isBusy: boolean;
  /** When the first event was last sent, by the clock. */
  sentAt: number;
  /** Set while the source lags behind the reader: its events are read from its own log. */
  held?: { nextEventId: number; dueAt: number };
}

/** Creates the queues of an endpoint, with those that are held already. */
export function createSourceQueues(held: readonly HeldSource[]) {
  const queues = new Map<string, SourceQueue>();
  /** Queues with events to send, in turn. */
  const ready = new Set<SourceQueue>();
  const heldQueues = new Set<SourceQueue>();
  let busy = 0;
  for (const { source, nextEventId, nextAttemptAt, attempts } of held) {
    const queue: SourceQueue = { source, events: [], attempts, isBusy: false, sentAt: 0 };
    queue.held = { nextEventId, dueAt: nextAttemptAt };
    queues.set(source, queue);
    heldQueues.add(queue);
  }

  const findNew = (): SourceQueue | undefined => {
    for (const queue of ready) if (!queue.isBusy) return queue;
    return undefined;
  };
  const findDue = (now: number): SourceQueue | undefined => {
    for (const queue of heldQueues) if (!queue.isBusy && queue.held!.dueAt <= now) return queue;
    return undefined;
  };
  /** New events and retries take turns: neither waits until the other's backlog is gone. */
  let isTurnOfRetries = false;
  const findReady = (now: number): SourceQueue | undefined =>
    isTurnOfRetries ? (findDue(now) ?? findNew()) : (findNew() ?? findDue(now));

  return {
    /** Adds an event that was read. @returns false if its source is held, and will read it by itself */
    add(event: LoggedEvent): boolean {
      let queue = queues.get(event.source);
      if (queue?.held) return false;
      if (!queue) {
        queue = { source: event.source, events: [], attempts: 0, isBusy: false, sentAt: 0 };
        queues.set(event.source, queue);
      }
      queue.events.push(event);
      if (!queue.isBusy) ready.add(queue);
      return true;
    },
    /** Takes the next queue that can send at this time. */
    takeReady(now: number): SourceQueue | undefined {
      const queue = findReady(now);
      if (!queue) return undefined;
      isTurnOfRetries = !isTurnOfRetries;
      queue.isBusy = true;
      busy += 1;
      ready.delete(queue);
      return queue;
    },
    /** Ends the use of a queue that was taken. */
    putBack(queue: SourceQueue): void {
      queue.isBusy = false;
      busy -= 1;
      if (queue.held) return;
      if (queue.events.length > 0) ready.add(queue);
      else if (queues.get(queue.source) === queue) queues.delete(queue.source);
    },
    /** Lets a source read its own log from an event on. @returns the events that it no longer queues */
    hold(queue: SourceQueue, next: { nextEventId: number; dueAt: number }): LoggedEvent[] {
      const queued = queue.held ? [] : queue.events;
      if (!queue.held) queue.events = [];
      queue.held = next;
      ready.delete(queue);
      // At the end of the set: due queues take turns.
      heldQueues.delete(queue);
      heldQueues.add(queue);
      return queued;
    },
    /** Removes a source that has caught up. */
    release(queue: SourceQueue): void {
      delete queue.held;
      heldQueues.delete(queue);
    },
    /** The queue of a source. */
    find: (source: string) => queues.get(source),
    /** When the next held source is due. */
    nextDueAt(): number | undefined {
      let next = Infinity;
      for (const queue of heldQueues) if (!queue.isBusy) next = Math.min(next, queue.held!.dueAt);
      return next === Infinity ? undefined : next;
    },
    /** Number of queues that are sending. */
    get busy() {
      return busy;
    },
    /** Whether a queue can send at this time. */
    hasReady: (now: number) => findReady(now) !== undefined,
  };
}

export type SourceQueues = ReturnType<typeof createSourceQueues>;
