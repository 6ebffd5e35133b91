import { clock } from './clock.ts';
import type { Effort } from './counted-workout.ts';
import {
  fastestClimbSeconds,
  fastestOver,
  INTERVAL_SHARE,
  isPlausibleEffort,
  LEAST_CHECKED_METERS,
  longestSeconds,
  MAX_AVERAGE_HEART_RATE,
  mostKcalIn,
  strongestOver,
  type CheckedFacts,
} from './plausibility.ts';
import { activeSeconds } from './speed.ts';
import type { Flag, Sport } from './workout.ts';

/** A flag of a workout, and the sentence that explains it to people. */
export interface FlagReason {
  flag: Flag;
  reason: string;
}

const NOUNS: Record<Sport, string> = {
  run: 'a run',
  walk: 'a walk',
  hike: 'a hike',
  ride: 'a ride',
  indoor_ride: 'an indoor ride',
  swim: 'a swim',
  row: 'rowing',
  strength: 'strength training',
  yoga: 'yoga',
  other: 'any sport',
};

/** Explains each flag of a workout by its facts and best efforts, with the limit that it exceeds. */
export const explainFlags = (
  flags: readonly Flag[],
  facts: CheckedFacts,
  efforts: readonly Effort[],
): FlagReason[] => flags.map((flag) => ({ flag, reason: REASONS[flag](facts, efforts) }));

const REASONS: Record<Flag, (facts: CheckedFacts, efforts: readonly Effort[]) => string> = {
  'implausible-speed': speedReason,
  'implausible-effort': effortReason,
  'implausible-duration': ({ sport, durationSeconds }) =>
    `It lasts ${days(durationSeconds)} days; the limit for ${NOUNS[sport]} is ${days(longestSeconds(sport))} days.`,
  'implausible-climb': ({ elevationGainMeters, durationSeconds }) =>
    `${whole(elevationGainMeters ?? 0)} m of climb in ${clock(durationSeconds)}; the limit for that climb is ${clock(fastestClimbSeconds(elevationGainMeters ?? 0))}.`,
  'implausible-power': (facts) =>
    `${whole(facts.averagePowerWatts ?? 0)} W for ${clock(activeSeconds(facts))}; the limit for that time is ${whole(strongestOver(activeSeconds(facts)))} W.`,
  'implausible-energy': ({ energyKcal, durationSeconds }) =>
    `The device reports ${whole(energyKcal ?? 0)} kcal in ${clock(durationSeconds)}; the limit for that time is ${whole(mostKcalIn(durationSeconds))} kcal.`,
  'implausible-heart-rate': ({ averageHeartRate }) =>
    `The average heart rate is ${whole(averageHeartRate ?? 0)} bpm; the limit is ${MAX_AVERAGE_HEART_RATE} bpm.`,
};

function speedReason(facts: CheckedFacts): string {
  const { sport, durationSeconds } = facts;
  const meters = facts.distanceMeters ?? 0;
  const least = meters / fastestOver(sport, meters);
  if (durationSeconds < least)
    return `${km(meters)} km in ${clock(durationSeconds)}; the limit for ${NOUNS[sport]} of that distance is ${clock(least)}.`;
  const leastInMotion = meters / fastestOver(sport, meters * INTERVAL_SHARE);
  return `${km(meters)} km in ${clock(activeSeconds(facts))} of moving time; the limit for ${NOUNS[sport]} of that distance, even in intervals, is ${clock(leastInMotion)}.`;
}

function effortReason({ sport }: CheckedFacts, efforts: readonly Effort[]): string {
  const effort = efforts.find(
    (each) => each.distanceMeters >= LEAST_CHECKED_METERS && !isPlausibleEffort(sport, each),
  );
  if (!effort)
    return `Parts of the recording of ${LEAST_CHECKED_METERS} m or more are faster than the limit for ${NOUNS[sport]}.`;
  const least = effort.distanceMeters / fastestOver(sport, effort.distanceMeters);
  return `The fastest ${km(effort.distanceMeters)} km of the recording take ${clock(effort.durationSeconds)}; the limit for ${NOUNS[sport]} of that distance is ${clock(least)}.`;
}

const km = (meters: number): string => (meters / 1000).toLocaleString('en-US', { maximumFractionDigits: 3 });
const whole = (value: number): string => value.toLocaleString('en-US', { maximumFractionDigits: 0 });
const days = (seconds: number): string =>
  (seconds / 86_400).toLocaleString('en-US', { maximumFractionDigits: 1 });
