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

/** A workout as the app has it: as read, or the result of a save or an edit. */
export interface SeenWorkout {
  id: string;
  revision: number;
}

/** The measured values of a workout, without its athlete. */
export type WorkoutFacts = Omit<WorkoutSubmission, 'athleteId'>;

export interface WorkoutQuery extends PageQuery {
  /** Required with an API key; a token has its own athlete. */
  athleteId?: string | undefined;
}

/** Workouts: save, read, edit and delete. */
export function createWorkouts({ ask, outbox, clock }: { ask: Ask; outbox: Outbox; clock: Clock }) {
  const get = (workoutId: string, options?: RequestOptions) =>
    ask<Workout>({ path: pathOf(workoutId) }, options);

  /**
   * Sends an edit or a deletion. With its key, a retry finds the result of the first attempt, instead of failing on a
   * changed revision.
   */
  async function revise(
    call: Pick<ApiCall, 'method' | 'path' | 'body' | 'headers'>,
    { idempotencyKey = makeIdempotencyKey(), signal, retry }: SaveOptions = {},
  ): Promise<AcceptedWorkout> {
    const headers = { ...call.headers, 'Idempotency-Key': requireIdempotencyKey(idempotencyKey) };
    return ask<AcceptedWorkout>({ ...call, headers, expects: [202] }, { signal, retry });
  }

  return {
    /**
     * Saves a workout; resolves once it is committed. Until then the save is stored, even if this call is aborted.
     * @throws ProblemError if it is refused; NoAnswerError after the time limit, and the save is still stored
     */
    save: outbox.save,
    get,

    /** Lists an athlete's workouts, newest first. */
    list: (query: WorkoutQuery = {}, options?: RequestOptions): Paged<WorkoutSummary> =>
      listPages(ask, { path: '/v1/workouts', query, field: 'workouts' }, options),

    /** Edits a workout. @throws ProblemError `precondition-failed` if the workout has changed in the meantime */
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

    /** Reviews the flags of a workout: `clear` makes it count again, `keep` leaves it flagged. */
    reviewFlags: (workoutId: string, review: FlagReviewRequest, options?: SaveOptions) =>
      revise({ method: 'POST', path: `${pathOf(workoutId)}/flag-review`, ...inJson(review) }, options),

    /** Deletes a workout. With its id only, any revision is deleted. */
    delete: (workout: SeenWorkout | string, options?: SaveOptions) => {
      const [id, seen] = typeof workout === 'string' ? [workout, '*'] : [workout.id, `"${workout.revision}"`];
      return revise({ method: 'DELETE', path: pathOf(id), headers: { 'If-Match': seen } }, options);
    },

    /** Reprocesses a workout. */
    reprocess: (workoutId: string, options?: RequestOptions) =>
      ask<AcceptedWorkout>(
        { method: 'POST', path: `${pathOf(workoutId)}/reprocess`, expects: [202] },
        options,
      ),

    /**
     * Returns the URL of the workout's current execution in the Temporal UI. It does not work in a browser, which hides
     * redirects from scripts: open `links.temporal` there.
     */
    executionUrl: (workoutId: string, options?: RequestOptions) =>
      ask<string>({ path: `${pathOf(workoutId)}/temporal`, expects: [302] }, options),

    /**
     * Returns the workout after its steps have ended, with or without errors. Pass a signal to limit the wait: during
     * an outage it may be long.
     */
    waitUntilProcessed: (workoutId: string, options: RequestOptions = {}): Promise<Workout> =>
      pollUntil({ clock, signal: options.signal }, () => get(workoutId, options), isProcessed),
  };
}

export type Workouts = ReturnType<typeof createWorkouts>;

const pathOf = (workoutId: string): string => `/v1/workouts/${encodeURIComponent(workoutId)}`;

const isProcessed = ({ status }: Workout): boolean =>
  status === 'processed' || status === 'processed_with_errors';
