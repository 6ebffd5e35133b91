import { endOfLog, listAppEvents, type LoggedEvent, type LogPlace } from '../../db/events/app-log.ts';
import type { Pool } from '../../db/pool.ts';
import type { LeasedEndpoint } from '../../db/webhooks/lease.ts';

/** Events that were read ahead of the cursor: what a crash may repeat. */
const MOST_AHEAD = 1000;
const PAGE = 500;

/** Reads an endpoint's events ahead, and knows up to where all are settled. */
export function createLogReader(pool: Pool, endpoint: LeasedEndpoint) {
  const { appId, filter } = endpoint;
  let place: LogPlace = endpoint.cursor;
  let cursor: LogPlace = endpoint.cursor;
  const ahead: LoggedEvent[] = [];
  const settled = new Set<LoggedEvent>();
  let hasMore = false;
  return {
    /** The place up to which events were read. */
    get place() {
      return place;
    },
    /** Whether there is room for another page. */
    get hasRoom() {
      return ahead.length < MOST_AHEAD;
    },
    /** Whether the last page was full. */
    get hasMore() {
      return hasMore;
    },
    /** Reads the next events. */
    async read(): Promise<LoggedEvent[]> {
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
    /** An event was delivered, skipped, or its source is held. */
    settle: (event: LoggedEvent) => void settled.add(event),
    /** The place before the oldest event that is not settled. */
    cursor() {
      const count = ahead.findIndex((event) => !settled.has(event));
      for (const event of ahead.splice(0, count < 0 ? ahead.length : count)) {
        settled.delete(event);
        cursor = event;
      }
      return ahead.length === 0 ? place : cursor;
    },
    /** The oldest event that is not settled. */
    oldest: () => ahead.find((event) => !settled.has(event)),
  };
}

export type LogReader = ReturnType<typeof createLogReader>;
