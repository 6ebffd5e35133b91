import type { WorkoutSubmission } from './workout.ts';

/** Every field of a submission, in a fixed order. */
const FIELDS: Record<keyof WorkoutSubmission, true> = {
  athleteId: true,
  sport: true,
  startedAt: true,
  durationSeconds: true,
  movingSeconds: true,
  distanceMeters: true,
  elevationGainMeters: true,
  averageHeartRate: true,
  maxHeartRate: true,
  averagePowerWatts: true,
  energyKcal: true,
  timeZone: true,
  title: true,
  visibility: true,
};
const NAMES = Object.keys(FIELDS) as (keyof WorkoutSubmission)[];

/**
 * Returns a text that is equal only for saves with the same content. `07:30+01:00` equals `06:30Z`, and an absent field
 * equals null.
 */
export const canonicalContent = (submission: WorkoutSubmission): string =>
  JSON.stringify(
    NAMES.map((name) =>
      name === 'startedAt' ? Date.parse(submission.startedAt) : (submission[name] ?? null),
    ),
  );
