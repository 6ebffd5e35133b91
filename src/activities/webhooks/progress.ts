import type { LogPlace } from '../../db/events/app-log.ts';
import type { EventKey } from '../../db/events/event-key.ts';
import type { RecordedAttempt } from '../../db/webhooks/attempts.ts';
import type { HeldSource } from '../../db/webhooks/held.ts';
import type { DeliveryProgress } from '../../db/webhooks/record.ts';
import type { ResendChange } from '../../db/webhooks/resends.ts';
import type { EndpointHealth } from '../../domain/webhooks.ts';

/** Collects what happened until it is recorded. */
export function createProgress() {
  let attempts: RecordedAttempt[] = [];
  let held = new Map<string, HeldSource | undefined>();
  let resends = new Map<string, ResendChange>();
  const total = { delivered: 0, failed: 0 };
  let counted = { ...total };
  const keyOf = ({ source, eventId }: EventKey) => `${source} ${eventId}`;
  return {
    get isEmpty() {
      return attempts.length === 0 && held.size === 0 && resends.size === 0;
    },
    /** Whether a resend has changed since the last `take`. */
    get hasResends() {
      return resends.size > 0;
    },
    /** Events that were delivered, and those that were skipped after their last attempt, since the beginning. */
    total,
    attempt: (attempt: RecordedAttempt) => void attempts.push(attempt),
    hold: (state: HeldSource) => void held.set(state.source, state),
    release: (source: string) => void held.set(source, undefined),
    resend: (change: ResendChange) => void resends.set(keyOf(change), change),
    /** Counts an event that was delivered, or skipped after its last attempt. */
    end: (isDelivered: boolean) => void (total[isDelivered ? 'delivered' : 'failed'] += 1),
    /** Returns everything since the last call. */
    take(now: { cursor: LogPlace; health: EndpointHealth; leaseSeconds: number }): DeliveryProgress {
      const taken = {
        ...now,
        attempts,
        held: [...held.values()].filter((state) => state !== undefined),
        released: [...held].flatMap(([source, state]) => (state ? [] : [source])),
        resends: [...resends.values()],
        delivered: total.delivered - counted.delivered,
        failed: total.failed - counted.failed,
      };
      [attempts, held, resends, counted] = [[], new Map(), new Map(), { ...total }];
      return taken;
    },
  };
}

export type Progress = ReturnType<typeof createProgress>;
