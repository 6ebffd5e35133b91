import { listEventsAfter, type StoredEvent } from '../../db/events/event-reads.ts';
import type { DatabaseAccess } from '../database-access.ts';
import type { EventHub } from './event-hub.ts';

interface EventStreamOptions {
  database: DatabaseAccess;
  events: Pick<EventHub, 'subscribe'>;
  athleteUuid: string;
  athleteId: string;
  /** The last event that the reader has. */
  after: number;
  /**
   * `there`: after the reader's last event. `now`: the reader named none and gets the newest id, so that it can resume
   * if it is cut before its first event. `reset`: the same, since the reader named an id that is not in this log.
   */
  begins?: 'there' | 'now' | 'reset';
  /** Asked at each heartbeat: whether the reader may still read. */
  mayContinue?: () => Promise<boolean>;
  /** When the reader's token ends, and the stream with it. */
  until?: Date | undefined;
  heartbeatMs?: number;
}

const PAGE = 200;
const encoder = new TextEncoder();

/** An athlete's events as a body of `text/event-stream`; it reads on only as fast as its reader takes. */
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
      // Where it stands at a frame that nobody took, only this makes it clean up.
      await frames.return(undefined);
    },
  });
}

/**
 * Reads, tells, waits. A wake-up that comes between reading and waiting is kept by the alarm, so nothing is missed;
 * the position moves with what was told, so nothing is told twice.
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
          // PostgreSQL is away: the stream stays, and reads again at the next wake-up, which the hub's poll brings.
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

interface Alarm {
  readonly ended: boolean;
  wake: () => void;
  end: () => void;
  /** Until woken (also before it began), ended, or so late. */
  wait(milliseconds: number): Promise<void>;
}

function createAlarm(): Alarm {
  let rung = false;
  let ended = false;
  let release = (): void => {};
  const ring = (): void => {
    rung = true;
    release();
  };
  return {
    get ended() {
      return ended;
    },
    wake: ring,
    end: () => {
      ended = true;
      ring();
    },
    async wait(milliseconds) {
      if (!rung) {
        let timer: NodeJS.Timeout | undefined;
        await new Promise<void>((resolve) => {
          release = resolve;
          timer = setTimeout(resolve, Math.max(0, milliseconds));
        });
        clearTimeout(timer);
      }
      if (!ended) rung = false;
    },
  };
}
