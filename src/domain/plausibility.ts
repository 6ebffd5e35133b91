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
 * How much faster than the record is still believed. Records improve by less than 1 % a year, and a device measures a
 * course up to 2 % too long. 5 km in 12:00 are 5 % faster than the record, and are not believed.
 */
const MARGIN = 1.04;
/** Heights are measured less well than distances. */
const CLIMB_MARGIN = 1.1;
/** Moving time leaves rests out: intervals are run at the pace of a shorter race. */
export const INTERVAL_SHARE = 1 / 4;
/** In beats per minute, over a whole workout; 220 is the maximum of a newborn by the oldest of the formulas. */
export const MAX_AVERAGE_HEART_RATE = 220;
/** The least share of what the muscles burn that reaches the pedals. */
const LEAST_EFFICIENCY = 0.2;
const JOULES_PER_KCAL = 4184;
/** A recording may be off by more over less than this. */
export const LEAST_JUDGED_METERS = 1000;

/** Returns the greatest mean speed in m/s over a distance in metres that is believed of a sport. */
export const fastestOver = (sport: Sport, meters: number): number =>
  MARGIN * recordSpeed(SPEED_RECORDS[sport], meters);

/** Returns the greatest mean power in watts over a time in seconds that is believed. */
export const strongestOver = (seconds: number): number => interpolated(POWER_RECORDS, seconds);

/** Returns the most energy in kcal that is believed to have been burnt in a time in seconds. */
export const mostKcalIn = (seconds: number): number =>
  (strongestOver(seconds) * seconds) / JOULES_PER_KCAL / LEAST_EFFICIENCY;

/** Returns whether an effort is no faster than its sport allows. */
export const isPlausibleEffort = (sport: Sport, { distanceMeters, durationSeconds }: Effort): boolean =>
  distanceMeters <= fastestOver(sport, distanceMeters) * durationSeconds;

const JUDGED = [
  'sport',
  'durationSeconds',
  'movingSeconds',
  'distanceMeters',
  'elevationGainMeters',
  'averageHeartRate',
  'averagePowerWatts',
  'energyKcal',
] as const satisfies (keyof WorkoutFacts)[];

/** What a workout is judged by. */
export type JudgedFacts = Pick<WorkoutFacts, (typeof JUDGED)[number]>;

/** Returns whether two revisions of a workout differ in anything that it is judged by. */
export const isJudgedDifferently = (before: JudgedFacts, after: JudgedFacts): boolean =>
  JUDGED.some((name) => before[name] !== after[name]);

/**
 * Returns what makes a workout implausible: more than the world records of its sport and a margin, as a whole or, as
 * `findEfforts` knows, in a part of its recording. A flagged workout is accepted and listed, but earns no award, no
 * record and no rank.
 * @param cleared what an app has decided to count in spite of
 */
export const flagsOf = (
  facts: JudgedFacts,
  recording: JudgedRecording = { isTooFast: false },
  cleared: readonly Flag[] = [],
): Flag[] => FLAGS.filter((flag) => RULES[flag](facts, recording) && !cleared.includes(flag));

interface JudgedRecording {
  /** Whether a part of it is faster than the sport allows. */
  isTooFast: boolean;
}

const RULES: Record<Flag, (facts: JudgedFacts, recording: JudgedRecording) => boolean> = {
  'implausible-speed': goesTooFast,
  'implausible-effort': (_, { isTooFast }) => isTooFast,
  'implausible-duration': ({ sport, durationSeconds }) => durationSeconds > longestSeconds(sport),
  'implausible-climb': climbsTooFast,
  'implausible-power': (facts) => (facts.averagePowerWatts ?? 0) > strongestOver(activeSeconds(facts)),
  'implausible-energy': (facts) => (facts.energyKcal ?? 0) > mostKcalIn(facts.durationSeconds),
  'implausible-heart-rate': ({ averageHeartRate }) => (averageHeartRate ?? 0) > MAX_AVERAGE_HEART_RATE,
};

function goesTooFast(facts: JudgedFacts): boolean {
  const { sport, durationSeconds, distanceMeters } = facts;
  if (!distanceMeters) return false;
  return (
    distanceMeters / durationSeconds > fastestOver(sport, distanceMeters) ||
    distanceMeters / activeSeconds(facts) > fastestOver(sport, distanceMeters * INTERVAL_SHARE)
  );
}

function climbsTooFast({ elevationGainMeters, durationSeconds }: JudgedFacts): boolean {
  return elevationGainMeters ? durationSeconds < fastestClimbSeconds(elevationGainMeters) : false;
}

/** Returns the least seconds in which an ascent in metres is believed. */
export const fastestClimbSeconds = (meters: number): number =>
  meters / (CLIMB_MARGIN * recordSpeed(CLIMB_RECORDS, meters));

/** Returns the most seconds that a workout of a sport is believed to last. */
export const longestSeconds = (sport: Sport): number => MARGIN * LONGEST_DAYS[sport] * 86_400;

const recordSpeed = (records: readonly SpeedRecord[], meters: number): number =>
  meters / interpolated(records, meters, 'by-rate');

/**
 * A value between two entries by a power law, as Riegel's formula has it (American Scientist 69, 1981); before the first
 * and after the last one the value of that entry, or its rate.
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
