import type { Clock } from './clock.ts';
import type {
  AcceptedWorkout,
  FlagReviewRequest,
  Workout,
  WorkoutPatch,
  WorkoutSubmission,
  WorkoutSummary,
} from './contract.ts';
import { makeIdempotencyKey, requireIdempotencyKey } from './idempotency-key.ts';
import type { Outbox, SaveOptions } from './outbox.ts';
import { listPages, type Paged, type PageQuery } from './paging.ts';
import { pollUntil } from './polling.ts';
import type { Ask, RequestOptions } from './requests.ts';
import { inJson, type ApiCall } from './transport.ts';

/** What was seen of a workout: it as it was read, or the answer to a save or an edit. */
export interface SeenWorkout {
  id: string;
  revision: number;
}

/** The measured values of a workout, without its athlete. */
export type WorkoutFacts = Omit<WorkoutSubmission, 'athleteId'>;

export interface WorkoutQuery extends PageQuery {
  /** Needed with an API key; a token has its own athlete. */
  athleteId?: string | undefined;
}

/** Saving, reading, correcting. */
export function createWorkouts({ ask, outbox, clock }: { ask: Ask; outbox: Outbox; clock: Clock }) {
  const get = (workoutId: string, options?: RequestOptions) =>
    ask<Workout>({ path: pathOf(workoutId) }, options);

  /** The key makes a repetition find what the first try did, instead of a revision that has passed. */
  async function revise(
    call: Pick<ApiCall, 'method' | 'path' | 'body' | 'headers'>,
    { idempotencyKey = makeIdempotencyKey(), signal, retry }: SaveOptions = {},
  ): Promise<AcceptedWorkout> {
    const headers = { ...call.headers, 'Idempotency-Key': requireIdempotencyKey(idempotencyKey) };
    return ask<AcceptedWorkout>({ ...call, headers, expects: [202] }, { signal, retry });
  }

  return {
    /**
     * Resolves once the workout is committed. Until then the save is kept in the store, whatever happens to this call.
     * @throws ProblemError when it is refused, NoAnswerError when patience ends: then it is still kept
     */
    save: outbox.save,
    get,

    /** An athlete's workouts, newest first. */
    list: (query: WorkoutQuery = {}, options?: RequestOptions): Paged<WorkoutSummary> =>
      listPages(ask, { path: '/v1/workouts', query, field: 'workouts' }, options),

    /** @throws ProblemError `precondition-failed` when the workout has changed since it was seen */
    edit: ({ id, revision }: SeenWorkout, patch: WorkoutPatch, options?: SaveOptions) =>
      revise(
        {
          method: 'PATCH',
          path: pathOf(id),
          headers: { 'Content-Type': 'application/merge-patch+json', 'If-Match': `"${revision}"` },
          body: JSON.stringify(patch),
        },
        options,
      ),

    /** Decides about the flags of a workout: `clear` makes it count again, `keep` leaves it flagged. */
    reviewFlags: (workoutId: string, review: FlagReviewRequest, options?: SaveOptions) =>
      revise({ method: 'POST', path: `${pathOf(workoutId)}/flag-review`, ...inJson(review) }, options),

    /** By its id alone: whatever revision is there. */
    delete: (workout: SeenWorkout | string, options?: SaveOptions) => {
      const [id, seen] = typeof workout === 'string' ? [workout, '*'] : [workout.id, `"${workout.revision}"`];
      return revise({ method: 'DELETE', path: pathOf(id), headers: { 'If-Match': seen } }, options);
    },

    /** Sends a workout through all steps once more. */
    reprocess: (workoutId: string, options?: RequestOptions) =>
      ask<AcceptedWorkout>(
        { method: 'POST', path: `${pathOf(workoutId)}/reprocess`, expects: [202] },
        options,
      ),

    /**
     * The workout's current execution in the Temporal UI. Only outside a browser, which shows no redirect to scripts:
     * there, open `links.temporal`.
     */
    executionUrl: (workoutId: string, options?: RequestOptions) =>
      ask<string>({ path: `${pathOf(workoutId)}/temporal`, expects: [302] }, options),

    /**
     * The workout once its steps are through, with or without errors. Give a signal to wait no longer than you want:
     * accepted work is done in the end, but that may be after an outage.
     */
    waitUntilProcessed: (workoutId: string, options: RequestOptions = {}): Promise<Workout> =>
      pollUntil({ clock, signal: options.signal }, () => get(workoutId, options), isProcessed),
  };
}

export type Workouts = ReturnType<typeof createWorkouts>;

const pathOf = (workoutId: string): string => `/v1/workouts/${encodeURIComponent(workoutId)}`;

const isProcessed = ({ status }: Workout): boolean =>
  status === 'processed' || status === 'processed_with_errors';
