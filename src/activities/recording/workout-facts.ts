import { RecordingRejected, type ContradictedTotal } from '../../domain/recording.ts';
import { averageOf, maximumOf } from '../../domain/track/averages.ts';
import { cleanTrack, type CleanTrack } from '../../domain/track/clean-track.ts';
import { climbOf } from '../../domain/track/climb.ts';
import { contradicts, movingSecondsOf } from '../../domain/track/moving-seconds.ts';
import type { Track } from '../../domain/track/track.ts';
import { LONGEST_WORKOUT_SECONDS, type Sport, type WorkoutFacts } from '../../domain/workout.ts';
import { beatsOf, within } from './build-track.ts';
import type { DeviceTotals } from './recorded-activity.ts';

interface Measured {
  sport: Sport;
  title: string | null;
  startMs: number;
  totals: DeviceTotals;
  track: Track | null;
  /** Time zone of the place; null if unknown, and the athlete's own is used. */
  timeZone: string | null;
}

/**
 * Returns the facts of a workout: the device's total if it is in range and its samples do not contradict it, else the
 * value of the cleaned track, else null. The duration is the longest of elapsed time, timer and time to the last
 * sample, so it covers all samples. A device's total of 0 m, 0 W or 0 kcal means that it has no sensor. Distance is in
 * whole centimetres, climb in decimetres, times in milliseconds.
 * @throws RecordingRejected if the duration is 0 or more than 14 days
 */
export const workoutFacts = ({
  sport,
  title,
  startMs,
  totals,
  track,
  timeZone,
}: Measured): { facts: WorkoutFacts; contradictedTotals: ContradictedTotal[] } => {
  const clean = track && cleanTrack(track, sport);
  const durationSeconds = durationOf(totals, track);
  const averageHeartRate = firstOf(
    beatsOf(totals.averageHeartRate),
    track && averageOf(track.seconds, track.heartRate),
  );
  const maxHeartRate = firstOf(beatsOf(totals.maxHeartRate), track && maximumOf(track.heartRate));
  const moving = movingSecondsOf({ ...totals, durationSeconds, clean });
  const distance = distanceOf(totals, clean);
  const climb = climbOfWorkout(totals, clean, distance.meters);
  const facts: WorkoutFacts = {
    sport,
    startedAt: new Date(startMs).toISOString(),
    durationSeconds,
    movingSeconds: rounded(moving.movingSeconds, 1e3),
    distanceMeters: rounded(distance.meters, 1e2),
    elevationGainMeters: rounded(climb.meters, 10),
    averageHeartRate: rounded(averageHeartRate, 1),
    // A maximum below the average means that the sensor lost a sample.
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
  const contradictions: [ContradictedTotal, boolean][] = [
    ['movingSeconds', moving.isContradicted],
    ['distanceMeters', distance.isContradicted],
    ['elevationGainMeters', climb.isContradicted],
  ];
  return { facts, contradictedTotals: contradictions.flatMap(([name, isSo]) => (isSo ? [name] : [])) };
};

interface Total {
  meters: number | null;
  /** Whether the device's total was ignored. */
  isContradicted: boolean;
}

/**
 * Returns the distance: the device's total without rides in a vehicle. If the device's distance has impossible jumps,
 * the samples count instead.
 */
const distanceOf = (totals: DeviceTotals, clean: CleanTrack | null): Total => {
  const shown = clean?.track.distanceMeters.at(-1) ?? NaN;
  const total = positive(totals.distanceMeters - (clean?.dropped.vehicleMeters ?? 0));
  const isContradicted = contradicts(shown, total) || (clean?.leaptMeters ?? 0) > 0;
  return { meters: firstOf(isContradicted ? shown : total, shown), isContradicted };
};

/**
 * Returns the climb. A device's total includes the spikes of its barometer. More climb than distance is a receiver's
 * noise (2,461 m in 239 m, once).
 */
const climbOfWorkout = (
  { elevationGainMeters: total }: DeviceTotals,
  clean: CleanTrack | null,
  distanceMeters: number | null,
): Total => {
  const isContradicted = Number.isFinite(total) && (clean?.heightSpikes ?? 0) > 0;
  const isOwn = !isContradicted && !clean?.dropped.vehicleMeters;
  if (Number.isFinite(total) && isOwn) return { meters: total, isContradicted };
  const climb = clean && climbOf(clean.track);
  const isNoise = climb !== null && distanceMeters !== null && climb > distanceMeters;
  return { meters: isNoise ? null : climb, isContradicted };
};

const durationOf = (totals: DeviceTotals, track: Track | null): number => {
  const candidates = [totals.elapsedSeconds, totals.timerSeconds, track?.seconds.at(-1) ?? 0];
  const longest = rounded(Math.max(0, ...candidates.filter(Number.isFinite)), 1e3) ?? 0;
  if (longest === 0) {
    throw new RecordingRejected(
      'recording-without-time',
      'It has no duration: all samples have the same time.',
    );
  }
  if (longest > LONGEST_WORKOUT_SECONDS) {
    const days = Math.ceil(longest / 86_400);
    throw new RecordingRejected(
      'recording-malformed',
      `Its times span ${days} days; at most 14 are allowed.`,
    );
  }
  return longest;
};

const positive = (value: number): number => (value > 0 ? value : NaN);

/** Returns the first finite number, or null. */
const firstOf = (...values: (number | null)[]): number | null =>
  values.find((value): value is number => value !== null && Number.isFinite(value)) ?? null;

const rounded = (value: number | null, stepsPerUnit: number): number | null =>
  value === null ? null : Math.round(value * stepsPerUnit) / stepsPerUnit;
