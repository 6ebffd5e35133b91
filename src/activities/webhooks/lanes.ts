import type { LoggedEvent } from '../../db/events/app-log.ts';
import type { HeldSource } from '../../db/webhooks/held.ts';

/** The events of one source, in order: one is sent at a time. */
export interface Lane {
  source: string;
  queue: LoggedEvent[];
  /** Failed attempts of the first event. */
  attempts: number;
  isBusy: boolean;
  /** When the first event was last sent, by the clock. */
  sentAt: number;
  /** Set while the source lags behind the reader: its events are read from its own log. */
  held?: { nextEventId: number; dueAt: number };
}

export interface Lanes {
  /** Adds an event that was read. @returns false if its source is held, and will read it by itself */
  add(event: LoggedEvent): boolean;
  /** Takes the next lane that can send at this time. */
  takeReady(now: number): Lane | undefined;
  /** Ends the use of a lane that was taken. */
  putBack(lane: Lane): void;
  /** Lets a source read its own log from an event on. @returns the events that it no longer queues */
  hold(lane: Lane, held: { nextEventId: number; dueAt: number }): LoggedEvent[];
  /** Removes a source that has caught up. */
  release(lane: Lane): void;
  /** The lane of a source. */
  find(source: string): Lane | undefined;
  /** When the next held source is due. */
  nextDueAt(): number | undefined;
  /** Number of lanes with something to send at this time, and of those that are sending. */
  readonly busy: number;
  hasReady(now: number): boolean;
}

/** Creates the lanes of an endpoint, with those that are held already. */
export function createLanes(held: readonly HeldSource[]): Lanes {
  const lanes = new Map<string, Lane>();
  /** Lanes with queued events, in turn. */
  const ready = new Set<Lane>();
  const heldLanes = new Set<Lane>();
  let busy = 0;
  for (const { source, nextEventId, nextAttemptAt, attempts } of held) {
    const lane: Lane = { source, queue: [], attempts, isBusy: false, sentAt: 0 };
    lane.held = { nextEventId, dueAt: nextAttemptAt };
    lanes.set(source, lane);
    heldLanes.add(lane);
  }

  const findNew = (): Lane | undefined => {
    for (const lane of ready) if (!lane.isBusy) return lane;
    return undefined;
  };
  const findDue = (now: number): Lane | undefined => {
    for (const lane of heldLanes) if (!lane.isBusy && lane.held!.dueAt <= now) return lane;
    return undefined;
  };
  /** New events and retries take turns: neither waits until the other's backlog is gone. */
  let isTurnOfRetries = false;
  const findReady = (now: number): Lane | undefined =>
    isTurnOfRetries ? (findDue(now) ?? findNew()) : (findNew() ?? findDue(now));

  return {
    add(event) {
      let lane = lanes.get(event.source);
      if (lane?.held) return false;
      if (!lane) {
        lane = { source: event.source, queue: [], attempts: 0, isBusy: false, sentAt: 0 };
        lanes.set(event.source, lane);
      }
      lane.queue.push(event);
      if (!lane.isBusy) ready.add(lane);
      return true;
    },
    takeReady(now) {
      const lane = findReady(now);
      if (!lane) return undefined;
      isTurnOfRetries = !isTurnOfRetries;
      lane.isBusy = true;
      busy += 1;
      ready.delete(lane);
      return lane;
    },
    putBack(lane) {
      lane.isBusy = false;
      busy -= 1;
      if (lane.held) return;
      if (lane.queue.length > 0) ready.add(lane);
      else if (lanes.get(lane.source) === lane) lanes.delete(lane.source);
    },
    hold(lane, next) {
      const queued = lane.held ? [] : lane.queue;
      if (!lane.held) lane.queue = [];
      lane.held = next;
      ready.delete(lane);
      // At the end of the set: due lanes take turns.
      heldLanes.delete(lane);
      heldLanes.add(lane);
      return queued;
    },
    release(lane) {
      delete lane.held;
      heldLanes.delete(lane);
    },
    find: (source) => lanes.get(source),
    nextDueAt() {
      let next = Infinity;
      for (const lane of heldLanes) if (!lane.isBusy) next = Math.min(next, lane.held!.dueAt);
      return next === Infinity ? undefined : next;
    },
    get busy() {
      return busy;
    },
    hasReady: (now) => findReady(now) !== undefined,
  };
}
