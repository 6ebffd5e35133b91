/** @import { AcceptedWorkout, AfterburnClient, PendingSave, ProblemError as Refusal, WorkoutSubmission } from '@afterburn/client' */

import { ProblemError } from './page-client.js';

/**
 * Saves workouts. The client keeps each save in this browser until its answer is definite.
 * @param {object} options
 * @param {AfterburnClient} options.client
 * @param {(waiting: PendingSave[]) => void} options.onChange
 * @param {(workout: AcceptedWorkout, answer: string) => void} options.onAccepted `answer` is "202 in 12 ms"
 * @param {(error: Refusal) => void} options.onRefused
 */
export function createSaves({ client, onChange, onAccepted, onRefused }) {
  const showWaiting = async () => onChange(await client.pending());

  /** @param {unknown} error */
  function refuse(error) {
    if (!(error instanceof ProblemError)) throw error;
    // The token has ended before the save was processed: the save is kept for the next token.
    if (error.status !== 401) onRefused(error);
  }

  return {
    /** @param {WorkoutSubmission} submission */
    async add(submission) {
      const began = performance.now();
      const saving = client.workouts.save(submission);
      void showWaiting();
      try {
        onAccepted(await saving, `202 in ${Math.round(performance.now() - began)} ms`);
      } catch (error) {
        refuse(error);
      }
      await showWaiting();
    },
    /** Sends the saves that an earlier page left. */
    async resume() {
      await showWaiting();
      for (const result of await client.resume()) {
        if (result.outcome === 'accepted') onAccepted(result.workout, '202');
        else refuse(result.error);
      }
      await showWaiting();
    },
  };
}
