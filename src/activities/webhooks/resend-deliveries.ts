import type { Pool } from '../../db/pool.ts';
import {
  deleteErasedResends,
  listDueResends,
  nextResendAt,
  type DueResend,
} from '../../db/webhooks/resends.ts';
import { groupBy } from '../../domain/group-by.ts';
import { AT_ONCE, type MakeAttempt } from './attempt.ts';
import type { Progress } from './progress.ts';

const RESEND_PAGE = 200;

/** Sends the resends and examples of an endpoint: each source's in order, up to one that fails. */
export async function createResendDeliveries({
  pool,
  endpointId,
  clock,
  progress,
  attempt,
  record,
  mayGoOn,
  inBackground,
}: {
  pool: Pool;
  endpointId: string;
  clock: () => number;
  progress: Progress;
  attempt: MakeAttempt;
  /** Writes the progress. */
  record: () => Promise<void>;
  mayGoOn: () => boolean;
  inBackground: (work: Promise<void>) => void;
}) {
  await deleteErasedResends(pool, endpointId);
  let dueAt = await nextResendAt(pool, endpointId);
  let busy = 0;

  async function sendAll(source: string, due: DueResend[]): Promise<void> {
    try {
      for (const { event, isExample, attempts, requests } of due) {
        if (!mayGoOn()) return;
        const { nextAt } = await attempt(event, attempts, isExample ? 'example' : 'resend');
        const { eventId } = event;
        progress.resend({ source, eventId, requests, attempts: attempts + 1, nextAttemptAt: nextAt ?? null });
        if (nextAt !== undefined) return;
      }
    } finally {
      busy -= 1;
    }
  }

  return {
    /** When the next resend is due; undefined without any. */
    get dueAt() {
      return dueAt;
    },
    /** Number of sources whose resends are being sent. */
    get busy() {
      return busy;
    },
    /** Starts those that are due. */
    async start(): Promise<void> {
      if (dueAt === undefined || dueAt > clock() || busy > 0) return;
      if (progress.hasResends) await record();
      const now = new Date(clock());
      const due = await listDueResends(pool, { endpointId, now, limit: RESEND_PAGE });
      dueAt = due.length > 0 ? clock() : await nextResendAt(pool, endpointId);
      const bySource = groupBy(due, ({ event }) => event.source);
      for (const [source, ofSource] of [...bySource].slice(0, AT_ONCE)) {
        busy += 1;
        inBackground(sendAll(source, ofSource));
      }
    },
  };
}
