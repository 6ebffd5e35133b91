import type { Effort } from './counted-workout.ts';
import { activeSeconds } from './speed.ts';
import { FLAGS, type Flag, type Sport, type WorkoutFacts } from './workout.ts';
import {
  CLIMB_RECORDS,
  LONGEST_DAYS,
  POWER_RECORDS,
  SPEED_RECORDS,
  type SpeedRecord,
} from './world-records.ts';

/**
 * Speeds up to this multiple of the world record are plausible. Records improve by less than 1 % a year, and a device
 * measures a course up to 2 % too long. 5 km in 12:00 are 5 % faster than the record: implausible.
 */
const MARGIN = 1.04;
/** Heights are measured less accurately than distances. */
const CLIMB_MARGIN = 1.1;
/** Moving time excludes rests, so intervals have the pace of a shorter race: of this fraction of the distance. */
export const INTERVAL_SHARE = 1 / 4;
/** Highest mean heart rate of a workout, in beats per minute: "220 minus age" for age 0. */
export const MAX_AVERAGE_HEART_RATE = 220;
/** The smallest fraction of the burnt energy that reaches the pedals. */
const LEAST_EFFICIENCY = 0.2;
const JOULES_PER_KCAL = 4184;
/** Shorter parts of a recording are not checked: their error may be larger than the margin. */
export const LEAST_CHECKED_METERS = 1000;

/** Returns the greatest plausible mean speed of a sport in m/s over a distance in metres. */
export const fastestOver = (sport: Sport, meters: number): number =>
  MARGIN * recordSpeed(SPEED_RECORDS[sport], meters);

/** Returns the greatest plausible mean power in watts over a time in seconds. */
export const strongestOver = (seconds: number): number => interpolated(POWER_RECORDS, seconds);

/** Returns the most energy in kcal that can plausibly be burnt in a time in seconds. */
export const mostKcalIn = (seconds: number): number =>
  (strongestOver(seconds) * seconds) / JOULES_PER_KCAL / LEAST_EFFICIENCY;

/** Returns whether an effort is no faster than its sport allows. */
export const isPlausibleEffort = (sport: Sport, { distanceMeters, durationSeconds }: Effort): boolean =>
  distanceMeters <= fastestOver(sport, distanceMeters) * durationSeconds;

const CHECKED = [
  'sport',
  'durationSeconds',
  'movingSeconds',
  'distanceMeters',
  'elevationGainMeters',
  'averageHeartRate',
  'averagePowerWatts',
  'energyKcal',
] as const satisfies (keyof WorkoutFacts)[];

/** The facts of a workout that are checked for plausibility. */
export type CheckedFacts = Pick<WorkoutFacts, (typeof CHECKED)[number]>;

/** Returns whether two revisions of a workout differ in a checked fact. */
export const differInCheckedFacts = (before: CheckedFacts, after: CheckedFacts): boolean =>
  CHECKED.some((name) => before[name] !== after[name]);

/**
 * Returns the flags of a workout: what exceeds the world record of its sport by more than a margin, as a whole or in a
 * part of its recording. A flagged workout is accepted and listed, but earns no award, record or rank.
 * @param cleared flags that an app has dismissed
 */
export const flagsOf = (
  facts: CheckedFacts,
  recording: CheckedRecording = { isTooFast: false },
  cleared: readonly Flag[] = [],
): Flag[] => FLAGS.filter((flag) => RULES[flag](facts, recording) && !cleared.includes(flag));

interface CheckedRecording {
  /** Whether a part of the recording is faster than the sport allows. */
  isTooFast: boolean;
}

const RULES: Record<Flag, (facts: CheckedFacts, recording: CheckedRecording) => boolean> = {
  'implausible-speed': goesTooFast,
  'implausible-effort': (_, { isTooFast }) => isTooFast,
  'implausible-duration': ({ sport, durationSeconds }) => durationSeconds > longestSeconds(sport),
  'implausible-climb': climbsTooFast,
  'implausible-power': (facts) => (facts.averagePowerWatts ?? 0) > strongestOver(activeSeconds(facts)),
  'implausible-energy': (facts) => (facts.energyKcal ?? 0) > mostKcalIn(facts.durationSeconds),
  'implausible-heart-rate': ({ averageHeartRate }) => (averageHeartRate ?? 0) > MAX_AVERAGE_HEART_RATE,
};

function goesTooFast(facts: CheckedFacts): boolean {
  const { sport, durationSeconds, distanceMeters } = facts;
  if (!distanceMeters) return false;
  return (
    distanceMeters / durationSeconds > fastestOver(sport, distanceMeters) ||
    distanceMeters / activeSeconds(facts) > fastestOver(sport, distanceMeters * INTERVAL_SHARE)
  );
}

function climbsTooFast({ elevationGainMeters, durationSeconds }: CheckedFacts): boolean {
  return elevationGainMeters ? durationSeconds < fastestClimbSeconds(elevationGainMeters) : false;
}

/** Returns the shortest plausible time in seconds for an ascent in metres. */
export const fastestClimbSeconds = (meters: number): number =>
  meters / (CLIMB_MARGIN * recordSpeed(CLIMB_RECORDS, meters));

/** Returns the longest plausible duration of a workout of a sport in seconds. */
export const longestSeconds = (sport: Sport): number => MARGIN * LONGEST_DAYS[sport] * 86_400;

const recordSpeed = (records: readonly SpeedRecord[], meters: number): number =>
  meters / interpolated(records, meters, 'by-rate');

/**
 * Interpolates between two entries by a power law (Riegel, American Scientist 69, 1981). Outside of the list it returns
 * the value of the nearest entry, or keeps its rate.
 */
function interpolated(
  entries: readonly (readonly [number, number])[],
  at: number,
  outside: 'by-value' | 'by-rate' = 'by-value',
): number {
  const next = entries.findIndex(([key]) => key >= at);
  const [key, value] = entries.at(next)!;
  if (next <= 0) return outside === 'by-rate' ? (at * value) / key : value;
  const [keyBefore, valueBefore] = entries[next - 1]!;
  const share = Math.log(at / keyBefore) / Math.log(key / keyBefore);
  return valueBefore * (value / valueBefore) ** share;
}
