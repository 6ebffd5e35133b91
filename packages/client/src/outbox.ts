import type { Clock } from './clock.ts';
import type { AcceptedWorkout, WorkoutSubmission } from './contract.ts';
import { AfterburnError, IdempotencyKeyReusedError, ProblemError } from './errors.ts';
import { makeIdempotencyKey, requireIdempotencyKey } from './idempotency-key.ts';
import { inLanes } from './in-lanes.ts';
import type { Repeat, RequestOptions } from './requests.ts';
import type { SendSave } from './save-sender.ts';
import type { PendingSave, SaveStore } from './save-store.ts';

export interface SaveOptions extends RequestOptions {
  /** A name of your own for this save, such as the id of your row; else one is made. */
  idempotencyKey?: string | undefined;
}

/** What came of a save that had been left over. */
export type ResumedSave = { save: PendingSave } & (
  | { outcome: 'accepted'; workout: AcceptedWorkout }
  /** Judged, and no longer kept: what happens to it is yours to say. */
  | { outcome: 'refused'; error: ProblemError }
  /** Not judged: no definite answer, or the credentials are refused. */
  | { outcome: 'kept'; error: unknown }
);

/** Saves, each kept from before its first try until its answer is definite. */
export interface Outbox {
  save: (submission: WorkoutSubmission, options?: SaveOptions) => Promise<AcceptedWorkout>;
  /** The saves whose answer is not definite yet, oldest first, also those that are being sent. */
  pending: () => Promise<PendingSave[]>;
  /**
   * Sends the saves that an earlier run of the app, or an outage, left over. It tells what came of each, and throws for
   * none; what this client is sending already is left to that call.
   */
  resume: (options?: RequestOptions) => Promise<ResumedSave[]>;
  /** Gives a pending save up. It may have been accepted all the same. */
  discard: (key: string) => Promise<void>;
}

interface OutboxOptions {
  repeat: Repeat;
  sendSave: SendSave;
  store: SaveStore;
  clock: Clock;
  /** How long one `resume` tries, all its saves together. */
  giveUpAfterMs: number;
}

/** How many left-over saves are sent at a time: two full batches. */
const LANES = 400;

export function createOutbox({ repeat, sendSave, store, clock, giveUpAfterMs }: OutboxOptions): Outbox {
  const underWay = new Set<string>();

  async function pending(): Promise<PendingSave[]> {
    return [...(await store.list())].sort((a, b) => (a.savedAt < b.savedAt ? -1 : 1));
  }

  const send = (save: PendingSave, options: RequestOptions): Promise<AcceptedWorkout> =>
    repeat((signal) => sendSave(save, signal), options);

  /** Sends a save that is kept, and keeps it no longer once it is judged. */
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

  /** The answer stands whatever becomes of our copy; one that stays is sent again, and gets the same answer. */
  const forget = async (key: string): Promise<void> => {
    try {
      await store.delete(key);
    } catch {
      // Then it stays.
    }
  };

  /** A name given twice must not push out the save that has it. @throws IdempotencyKeyReusedError */
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
      // A copy: what the caller changes afterwards must not go out under the same key.
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
      return inLanes(left, LANES, (save) =>
        settleLeftOver(save, {
          signal,
          retry: { ...retry, giveUpAfterMs: Math.max(0, until - clock.now()) },
        }),
      );
    },
    discard: async (key) => store.delete(key),
  };
}

/** A store that is full or broken is no reason not to send. */
async function keep(store: SaveStore, save: PendingSave): Promise<boolean> {
  try {
    await store.put(save);
    return true;
  } catch {
    return false;
  }
}

/** These judge who asks, and where, not the save: with other credentials it may be accepted. */
const NOT_ABOUT_THE_SAVE = new Set([401, 403, 404, 405]);

/** The service has read the save and says no. What something in between says is no verdict. */
const isVerdict = (error: unknown): error is ProblemError =>
  error instanceof ProblemError && error.code !== 'unrecognised' && !NOT_ABOUT_THE_SAVE.has(error.status);
