import type { AthleteProfile } from '../../src/domain/athlete.ts';
import type { WorkoutSubmission } from '../../src/domain/workout.ts';

/** A plausible run that any field of can be another. */
export const aRun = (over: Partial<WorkoutSubmission> = {}): WorkoutSubmission => ({
  athleteId: 'ath-1',
  sport: 'run',
  startedAt: '2026-11-20T07:30:00+01:00',
  durationSeconds: 2712,
  movingSeconds: 2650,
  distanceMeters: 10020,
  elevationGainMeters: 84,
  averageHeartRate: 152,
  maxHeartRate: 171,
  averagePowerWatts: null,
  energyKcal: null,
  timeZone: 'Europe/Paris',
  title: 'Lunch run',
  visibility: 'public',
  ...over,
});

/** A run a day at 07:00 UTC, from a day (`yyyy-MM-dd`) on, by these athletes in turn: `ath-0`, `ath-1`, … */
export const dailyRuns = (
  count: number,
  { from, athletes, name = 'ath' }: { from: string; athletes: number; name?: string },
): WorkoutSubmission[] =>
  Array.from({ length: count }, (_, index) =>
    aRun({
      athleteId: `${name}-${index % athletes}`,
      startedAt: new Date(Date.parse(`${from}T07:00:00Z`) + index * 86_400_000).toISOString(),
    }),
  );

/** A profile without any known field. */
export const unknownProfile: AthleteProfile = {
  timeZone: 'UTC',
  sex: null,
  birthDate: null,
  heightCm: null,
  restingHeartRate: null,
  maxHeartRate: null,
  ftpWatts: null,
  vo2Max: null,
  displayName: null,
  units: 'metric',
  leaderboardVisibility: 'public',
};
