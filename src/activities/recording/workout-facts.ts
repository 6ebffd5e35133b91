import { RecordingRejected } from '../../domain/recording.ts';
import { averageOf, maximumOf } from '../../domain/track/averages.ts';
import { climbOf } from '../../domain/track/climb.ts';
import { movingSecondsOf } from '../../domain/track/motion.ts';
import type { Track } from '../../domain/track/track.ts';
import { LONGEST_WORKOUT_SECONDS, type Sport, type WorkoutFacts } from '../../domain/workout.ts';
import { within } from './build-track.ts';
import type { DeviceTotals } from './recorded-activity.ts';

interface Measured {
  sport: Sport;
  title: string | null;
  startMs: number;
  totals: DeviceTotals;
  track: Track | null;
  /** Where it was recorded; null where that is not known, and the athlete's own counts. */
  timeZone: string | null;
}

/**
 * The facts of a workout: the device's total where it gives one in range, else what its samples yield, else null.
 * The duration is the longest of the device's elapsed time, its timer, and the time to the last sample, so that no
 * sample lies outside. A total of 0 m, 0 W or 0 kcal means that nothing measured it. Distance is in whole centimetres,
 * climb in decimetres, times in milliseconds.
 * @throws RecordingRejected when the duration is 0 or more than 14 days.
 */
export const workoutFacts = ({ sport, title, startMs, totals, track, timeZone }: Measured): WorkoutFacts => {
  const durationSeconds = durationOf(totals, track);
  const averageHeartRate = firstOf(
    within(totals.averageHeartRate, 20, 260),
    track && averageOf(track.seconds, track.heartRate),
  );
  const maxHeartRate = firstOf(within(totals.maxHeartRate, 20, 260), track && maximumOf(track.heartRate));
  const movingSeconds = firstOf(positive(totals.timerSeconds), track && movingSecondsOf(track));
  const distanceMeters = firstOf(positive(totals.distanceMeters), positive(lastDistance(track)));
  return {
    sport,
    startedAt: new Date(startMs).toISOString(),
    durationSeconds,
    movingSeconds: rounded(movingSeconds, 1e3),
    distanceMeters: rounded(distanceMeters, 1e2),
    elevationGainMeters: rounded(
      firstOf(totals.elevationGainMeters, track && plausibleClimb(track, distanceMeters)),
      10,
    ),
    averageHeartRate: rounded(averageHeartRate, 1),
    // A strap that reports a lower maximum than its own average has lost a sample.
    maxHeartRate: rounded(maxHeartRate && Math.max(maxHeartRate, averageHeartRate ?? 0), 1),
    averagePowerWatts: rounded(
      firstOf(
        within(totals.averagePowerWatts, 1, 5000),
        positive((track && averageOf(track.seconds, track.powerWatts)) ?? NaN),
      ),
      1,
    ),
    energyKcal: rounded(firstOf(positive(totals.energyKcal)), 1),
    timeZone,
    title,
    visibility: 'public',
  };
};

const durationOf = (totals: DeviceTotals, track: Track | null): number => {
  const candidates = [totals.elapsedSeconds, totals.timerSeconds, track?.seconds.at(-1) ?? 0];
  const longest = rounded(Math.max(0, ...candidates.filter(Number.isFinite)), 1e3) ?? 0;
  if (longest === 0) {
    throw new RecordingRejected(
      'recording-without-time',
      'It lasts no time: all its samples are of one moment.',
    );
  }
  if (longest > LONGEST_WORKOUT_SECONDS) {
    const days = Math.ceil(longest / 86_400);
    throw new RecordingRejected('recording-malformed', `Its times span ${days} days; at most 14 are taken.`);
  }
  return longest;
};

/** Null where the samples climb farther than the athlete went: that is a receiver's noise (2,461 m in 239 m, once). */
const plausibleClimb = (track: Track, distanceMeters: number | null): number | null => {
  const climb = climbOf(track);
  return climb !== null && distanceMeters !== null && climb > distanceMeters ? null : climb;
};

const lastDistance = (track: Track | null): number => track?.distanceMeters.at(-1) ?? NaN;

const positive = (value: number): number => (value > 0 ? value : NaN);

/** The first that is a finite number, or null. */
const firstOf = (...values: (number | null)[]): number | null =>
  values.find((value): value is number => value !== null && Number.isFinite(value)) ?? null;

const rounded = (value: number | null, stepsPerUnit: number): number | null =>
  value === null ? null : Math.round(value * stepsPerUnit) / stepsPerUnit;
