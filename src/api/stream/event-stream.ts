import { listEventsAfter, type StoredEvent } from '../../db/events/events.ts';
import type { DatabaseAccess } from '../database-access.ts';
import type { EventHub } from './event-hub.ts';

interface EventStreamOptions {
  database: DatabaseAccess;
  events: Pick<EventHub, 'subscribe'>;
  athleteUuid: string;
  athleteId: string;
  /** The last event that the client has. */
  after: number;
  /**
   * Where the stream begins. `there`: after the client's last event. `now`: with the next event, because the client
   * sent no id. It gets the newest event's id, so that it can resume. `reset`: like `now`; the client's id is not in this log.
   */
  begins?: 'there' | 'now' | 'reset';
  /** Called at each heartbeat: returns whether the client may still read. */
  mayContinue?: () => Promise<boolean>;
  /** When the client's token expires, and the stream ends. */
  until?: Date | undefined;
  heartbeatMs?: number;
}

const PAGE = 200;
const encoder = new TextEncoder();

/** Creates a `text/event-stream` body of an athlete's events; it reads only as fast as the client does. */
export function createEventStream(options: EventStreamOptions): ReadableStream<Uint8Array> {
  const alarm = createAlarm();
  const frames = listFrames(options, alarm);
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await frames.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    async cancel() {
      alarm.end();
      // If a frame was not consumed, only this makes the generator clean up.
      await frames.return(undefined);
    },
  });
}

/**
 * Reads, sends, waits. The alarm keeps a wake-up that comes between reading and waiting, so nothing is missed. The
 * position moves with what was sent, so nothing is sent twice.
 */
async function* listFrames(options: EventStreamOptions, alarm: Alarm): AsyncGenerator<string> {
  const { database, events, athleteUuid, athleteId, heartbeatMs = 15_000 } = options;
  const { mayContinue = async () => true } = options;
  let position = options.after;
  const unsubscribe = events.subscribe(athleteUuid, {
    wake: alarm.wake,
    end: alarm.end,
    get lastEventId() {
      return position;
    },
  });
  const closing =
    options.until && setTimeout(alarm.end, Math.min(options.until.getTime() - Date.now(), 2 ** 31 - 1));
  let beatAt = performance.now() + heartbeatMs;
  try {
    yield firstFrameOf(options);
    while (!alarm.ended) {
      const page = await database
        .read((db) => listEventsAfter(db, { athleteUuid, after: position, limit: PAGE }))
        .catch(
          // PostgreSQL is down: the stream stays open, and reads again at the next wake-up.
          () => [],
        );
      for (const event of page) {
        position = event.eventId;
        yield frameOf(event, athleteId);
      }
      if (page.length < PAGE) await alarm.wait(beatAt - performance.now());
      if (performance.now() < beatAt) continue;
      beatAt = performance.now() + heartbeatMs;
      if (!(await mayContinue())) return;
      if (!alarm.ended) yield ': still here\n\n';
    }
  } finally {
    clearTimeout(closing);
    unsubscribe();
  }
}

function firstFrameOf({ begins = 'there', after, athleteId }: EventStreamOptions): string {
  const retry = 'retry: 1000\n';
  if (begins === 'there') return `${retry}\n`;
  if (begins === 'now') return `id: ${after}\n${retry}\n`;
  return (
    retry + frameOf({ eventId: after, type: 'stream.reset', data: {}, createdAt: new Date() }, athleteId)
  );
}

function frameOf({ eventId, type, data, createdAt }: StoredEvent, athleteId: string): string {
  const body = { id: eventId, type, timestamp: createdAt.toISOString(), athleteId, data };
  return `id: ${eventId}\nevent: ${type}\ndata: ${JSON.stringify(body)}\n\n`;
}

type Alarm = ReturnType<typeof createAlarm>;

function createAlarm() {
  let isWoken = false;
  let ended = false;
  let release = (): void => {};
  const wake = (): void => {
    isWoken = true;
    release();
  };
  return {
    get ended(): boolean {
      return ended;
    },
    wake,
    end: (): void => {
      ended = true;
      wake();
    },
    /** Resolves when woken (also before the call), ended, or after this time. */
    async wait(milliseconds: number): Promise<void> {
      if (!isWoken) {
        let timer: NodeJS.Timeout | undefined;
        await new Promise<void>((resolve) => {
          release = resolve;
          timer = setTimeout(resolve, Math.max(0, milliseconds));
        });
        clearTimeout(timer);
      }
      if (!ended) isWoken = false;
    },
  };
}
