import { endOfLog, listAppEvents, type LoggedEvent, type LogPlace } from '../../db/events/app-log.ts';
import type { Pool } from '../../db/pool.ts';
import type { LeasedEndpoint } from '../../db/webhooks/lease.ts';

/** Events that were read ahead of the cursor: what a crash may repeat. */
const MOST_AHEAD = 1000;
const PAGE = 500;

export interface LogReader {
  /** The place up to which events were read. */
  readonly place: LogPlace;
  /** Whether there is room for another page. */
  readonly hasRoom: boolean;
  /** Whether the last page was full. */
  readonly hasMore: boolean;
  /** Reads the next events. */
  read(): Promise<LoggedEvent[]>;
  /** An event was delivered, skipped, or its source is held. */
  settle(event: LoggedEvent): void;
  /** The place before the oldest event that is not settled. */
  cursor(): LogPlace;
  /** The oldest event that is not settled. */
  oldest(): LoggedEvent | undefined;
}

/** Reads an endpoint's events ahead, and knows up to where all are settled. */
export function createLogReader(pool: Pool, endpoint: LeasedEndpoint): LogReader {
  const { appId, filter } = endpoint;
  let place: LogPlace = endpoint.cursor;
  let cursor: LogPlace = endpoint.cursor;
  const ahead: LoggedEvent[] = [];
  const settled = new Set<LoggedEvent>();
  let hasMore = false;
  return {
    get place() {
      return place;
    },
    get hasRoom() {
      return ahead.length < MOST_AHEAD;
    },
    get hasMore() {
      return hasMore;
    },
    async read() {
      // Read first: what is complete now is also complete for the page.
      const end = await endOfLog(pool);
      const page = await listAppEvents(pool, { appId, after: place, filter, limit: PAGE });
      const before = place;
      const last = page.at(-1) ?? place;
      // Events that the endpoint does not select are behind it, too.
      place = page.length < PAGE && last.position < end.position ? end : last;
      hasMore = page.length === PAGE;
      // What was read before is settled; the cursor never goes back.
      if (ahead.length === 0) cursor = before;
      ahead.push(...page);
      return page;
    },
    settle: (event) => void settled.add(event),
    cursor() {
      const count = ahead.findIndex((event) => !settled.has(event));
      for (const event of ahead.splice(0, count < 0 ? ahead.length : count)) {
        settled.delete(event);
        cursor = event;
      }
      return ahead.length === 0 ? place : cursor;
    },
    oldest: () => ahead.find((event) => !settled.has(event)),
  };
}
