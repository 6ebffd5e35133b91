import type { WorkoutSubmission } from './workout.ts';

/**
 * The text that two saves share exactly when they are the same content: parsed and normalised, in a fixed order,
 * so that `07:30+01:00` and `06:30Z` are one instant and an absent field equals a null.
 */
export function canonicalContent(submission: WorkoutSubmission): string {
  const normalised = { ...submission, startedAt: new Date(submission.startedAt).toISOString() };
  return JSON.stringify(normalised, Object.keys(normalised).sort());
}
