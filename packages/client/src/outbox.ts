import type { Clock } from './clock.ts';
import type { AcceptedWorkout, WorkoutSubmission } from './contract.ts';
import { AfterburnError, IdempotencyKeyReusedError, ProblemError } from './errors.ts';
import { makeIdempotencyKey, requireIdempotencyKey } from './idempotency-key.ts';
import { mapLimited } from './map-limited.ts';
import type { Repeat, RequestOptions } from './requests.ts';
import type { SendSave } from './save-sender.ts';
import type { PendingSave, SaveStore } from './save-store.ts';

export interface SaveOptions extends RequestOptions {
  /** Your own key for this save, such as the id of your row. Default: a generated key. */
  idempotencyKey?: string | undefined;
}

/** The outcome of a resumed save. */
export type ResumedSave = { save: PendingSave } & (
  | { outcome: 'accepted'; workout: AcceptedWorkout }
  /** Refused for good and no longer stored. The app decides what happens to it. */
  | { outcome: 'refused'; error: ProblemError }
  /** Still stored: the outcome is unknown, or the credentials were refused. */
  | { outcome: 'kept'; error: unknown }
);

/** Stores each save before its first attempt, until the service accepts or refuses it. */
export interface Outbox {
  save: (submission: WorkoutSubmission, options?: SaveOptions) => Promise<AcceptedWorkout>;
  /** Returns the stored saves, oldest first, including those that are being sent. */
  pending: () => Promise<PendingSave[]>;
  /**
   * Sends saves stored before a restart or during an outage. Returns the outcome of each and throws for none. Skips
   * saves that this client is already sending.
   */
  resume: (options?: RequestOptions) => Promise<ResumedSave[]>;
  /** Removes a pending save. It may already have been accepted. */
  discard: (key: string) => Promise<void>;
}

interface OutboxOptions {
  repeat: Repeat;
  sendSave: SendSave;
  store: SaveStore;
  clock: Clock;
  /** How long one `resume` retries, for all its saves together. */
  giveUpAfterMs: number;
}

/** Resumed saves that are sent at a time: two full batches. */
const CONCURRENCY = 400;

export function createOutbox({ repeat, sendSave, store, clock, giveUpAfterMs }: OutboxOptions): Outbox {
  const underWay = new Set<string>();

  async function pending(): Promise<PendingSave[]> {
    return [...(await store.list())].sort((a, b) => (a.savedAt < b.savedAt ? -1 : 1));
  }

  const send = (save: PendingSave, options: RequestOptions): Promise<AcceptedWorkout> =>
    repeat((signal) => sendSave(save, signal), options);

  /** Sends a stored save, and removes it once the service has accepted or refused it. */
  async function settle(save: PendingSave, options: RequestOptions): Promise<AcceptedWorkout> {
    try {
      const workout = await send(save, options);
      await forget(save.key);
      return workout;
    } catch (error) {
      if (isVerdict(error)) await forget(save.key);
      else if (error instanceof AfterburnError) error.pendingKey = save.key;
      throw error;
    }
  }

  /** Removes a save from the store. If this fails, it is sent again later and gets the same response. */
  const forget = async (key: string): Promise<void> => {
    try {
      await store.delete(key);
    } catch {
      // The save stays.
    }
  };

  /**
   * Checks that the key is not that of another stored save, which would be overwritten. @throws
   * IdempotencyKeyReusedError
   */
  async function requireUnused({ key, submission }: PendingSave): Promise<void> {
    const kept = await pending().catch((): PendingSave[] => []);
    const earlier = kept.find((save) => save.key === key);
    if (!earlier || JSON.stringify(earlier.submission) === JSON.stringify(submission)) return;
    throw new IdempotencyKeyReusedError(422, {
      type: '/problems/idempotency-key-reused',
      title: 'Idempotency-Key reused',
      detail: 'A save that is still kept has this key and other content.',
    });
  }

  async function settleLeftOver(save: PendingSave, options: RequestOptions): Promise<ResumedSave> {
    try {
      return { save, outcome: 'accepted', workout: await settle(save, options) };
    } catch (error) {
      return isVerdict(error) ? { save, outcome: 'refused', error } : { save, outcome: 'kept', error };
    } finally {
      underWay.delete(save.key);
    }
  }

  return {
    pending,
    async save(submission, { idempotencyKey, signal, retry } = {}) {
      const key = requireIdempotencyKey(idempotencyKey ?? makeIdempotencyKey());
      // A copy, because the caller may change the object later.
      const copy = JSON.parse(JSON.stringify(submission)) as WorkoutSubmission;
      const save = { key, savedAt: new Date(clock.now()).toISOString(), submission: copy };
      underWay.add(key);
      try {
        if (idempotencyKey !== undefined) await requireUnused(save);
        const isKept = await keep(store, save);
        return await (isKept ? settle(save, { signal, retry }) : send(save, { signal, retry }));
      } finally {
        underWay.delete(key);
      }
    },
    async resume({ signal, retry } = {}) {
      const left = (await pending()).filter(({ key }) => !underWay.has(key));
      for (const { key } of left) underWay.add(key);
      const until = clock.now() + (retry?.giveUpAfterMs ?? giveUpAfterMs);
      return mapLimited(left, CONCURRENCY, (save) =>
        settleLeftOver(save, {
          signal,
          retry: { ...retry, giveUpAfterMs: Math.max(0, until - clock.now()) },
        }),
      );
    },
    discard: async (key) => store.delete(key),
  };
}

/** Stores a save. If the store is full or broken, the save is sent anyway. */
async function keep(store: SaveStore, save: PendingSave): Promise<boolean> {
  try {
    await store.put(save);
    return true;
  } catch {
    return false;
  }
}

/** Statuses about credentials or the path, not about the save. With other credentials it may be accepted. */
const NOT_ABOUT_THE_SAVE = new Set([401, 403, 404, 405]);

/** Returns whether the service itself refused the save; a proxy's response does not count. */
const isVerdict = (error: unknown): error is ProblemError =>
  error instanceof ProblemError && error.code !== 'unrecognised' && !NOT_ABOUT_THE_SAVE.has(error.status);
