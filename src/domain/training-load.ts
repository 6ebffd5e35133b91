import type { Sex } from './athlete.ts';
import { toCents } from './rounding.ts';
import { activeSeconds } from './speed.ts';
import type { Track } from './track/track.ts';
import type { Sport } from './workout.ts';

/** A sensor's value holds until the next sample, but not over a pause, which is cut out; as for a track's averages. */
const LONGEST_HOLD_MS = 10_000;
/** Effort is felt with a delay of about half a minute. */
const WINDOW_SECONDS = 30;

/** The measured facts of a workout, and its athlete as the profile says now. */
export interface LoadSource {
  sport: Sport;
  durationSeconds: number;
  movingSeconds: number | null;
  averageHeartRate: number | null;
  sex: Sex | null;
  restingHeartRate: number | null;
  /** The athlete's own maximum, not the workout's. */
  maxHeartRate: number | null;
  track: Pick<Track, 'seconds' | 'powerWatts'> | null;
}

export type PowerUnavailable = 'not-a-ride' | 'power-unknown' | 'power-too-short';
export type TrimpUnavailable =
  | 'heart-rate-unknown'
  | 'sex-unknown'
  | 'resting-heart-rate-unknown'
  | 'max-heart-rate-unknown'
  | 'heart-rate-range-empty';

/** What one workout took out of its athlete, by power and by heart rate; a reason stands where a figure does not. */
export interface TrainingLoad {
  /** Watts, rounded to 2 decimals. */
  normalizedPowerWatts: number | null;
  /** The whole seconds of power that it is told from. */
  powerSeconds: number | null;
  powerUnavailableReason: PowerUnavailable | null;
  /** Points, rounded to 2 decimals. */
  trimp: number | null;
  trimpUnavailableReason: TrimpUnavailable | null;
}

/** The training load of one workout. Nothing is guessed: no power out of an average, no maximum out of an age. */
export function trainingLoadOf(source: LoadSource): TrainingLoad {
  const power = powerOf(source);
  const trimp = trimpOf(source);
  const hasPower = typeof power === 'object';
  const hasTrimp = typeof trimp === 'number';
  return {
    normalizedPowerWatts: hasPower ? toCents(power.normalizedPowerWatts) : null,
    powerSeconds: hasPower ? power.powerSeconds : null,
    powerUnavailableReason: hasPower ? null : power,
    trimp: hasTrimp ? toCents(trimp) : null,
    trimpUnavailableReason: hasTrimp ? null : trimp,
  };
}

/** A threshold power is the bicycle's: watts at the oar or from a running pod are not measured against it. */
const powerOf = ({ sport, track }: LoadSource) =>
  sport === 'ride' || sport === 'indoor_ride'
    ? track === null
      ? 'power-unknown'
      : normalizedPower(track)
    : 'not-a-ride';

/**
 * The steady watts that would have been as hard (NP): the mean of each 30 seconds, to the 4th power, averaged, the 4th
 * root of it. Only full windows count, so that the first seconds weigh no more than others. Allen & Coggan,
 * Training and Racing with a Power Meter.
 */
export function normalizedPower(
  track: Pick<Track, 'seconds' | 'powerWatts'>,
): { normalizedPowerWatts: number; powerSeconds: number } | PowerUnavailable {
  const recent = new Float64Array(WINDOW_SECONDS);
  let seconds = 0;
  let windowSum = 0;
  let sumOfFourths = 0;
  for (const watts of wattsBySecond(track)) {
    const slot = seconds % WINDOW_SECONDS;
    windowSum += watts - recent[slot]!;
    recent[slot] = watts;
    seconds += 1;
    if (seconds >= WINDOW_SECONDS) sumOfFourths += (windowSum / WINDOW_SECONDS) ** 4;
  }
  if (seconds === 0) return 'power-unknown';
  if (seconds < WINDOW_SECONDS) return 'power-too-short';
  const windows = seconds - WINDOW_SECONDS + 1;
  return { normalizedPowerWatts: (sumOfFourths / windows) ** 0.25, powerSeconds: seconds };
}

/**
 * The mean watts of one recorded second after the other. A sample holds until the next one, at most 10 s, the last one
 * for 1 s; what was not recorded is cut out, so that neither a pause nor a lost sensor counts as rest. A rest of less
 * than a second at the end is left out.
 */
function* wattsBySecond({ seconds, powerWatts }: Pick<Track, 'seconds' | 'powerWatts'>): Generator<number> {
  // In whole milliseconds, which is what tracks are kept in: sums of tenths would miss full seconds.
  const msAt = (index: number) => Math.round((seconds[index] ?? NaN) * 1000);
  let filledMs = 0;
  let millijoules = 0;
  for (let i = 0; i < powerWatts.length; i += 1) {
    const watts = powerWatts[i] ?? NaN;
    if (Number.isNaN(watts)) continue;
    let heldMs = i + 1 < seconds.length ? Math.min(msAt(i + 1) - msAt(i), LONGEST_HOLD_MS) : 1000;
    while (filledMs + heldMs >= 1000) {
      yield (millijoules + watts * (1000 - filledMs)) / 1000;
      heldMs -= 1000 - filledMs;
      filledMs = millijoules = 0;
    }
    filledMs += heldMs;
    millijoules += watts * heldMs;
  }
}

/**
 * Training stress (TSS) in points, 100 for an hour at threshold: the hours times the square of the intensity. Rounded to
 * 2 decimals; null while normalised or threshold power (watts) is not known. Allen & Coggan, as above.
 */
export function trainingStress(
  { normalizedPowerWatts, powerSeconds }: Pick<TrainingLoad, 'normalizedPowerWatts' | 'powerSeconds'>,
  ftpWatts: number | null,
): number | null {
  if (normalizedPowerWatts === null || powerSeconds === null || ftpWatts === null) return null;
  return toCents((powerSeconds / 3600) * intensityFactor(normalizedPowerWatts, ftpWatts) ** 2 * 100);
}

/** Normalised power over threshold power (FTP), both in watts: 1 is the hardest pace that lasts an hour (IF). */
export const intensityFactor = (normalizedPowerWatts: number, ftpWatts: number): number =>
  normalizedPowerWatts / ftpWatts;

/** How steeply the load rises with the heart rate. */
const TRIMP_WEIGHTS: Record<Sex, { a: number; b: number }> = {
  male: { a: 0.64, b: 1.92 },
  female: { a: 0.86, b: 1.67 },
};

/**
 * The training impulse (TRIMP) in points: minutes · x · a·e^(b·x), where x is how far the mean heart rate lies between
 * rest and maximum, kept within 0 and 1. Minutes are moving time where it is known. Banister 1991, Modeling elite
 * athletic performance.
 */
export function trimpOf(source: Omit<LoadSource, 'sport' | 'track'>): number | TrimpUnavailable {
  const { averageHeartRate, sex, restingHeartRate, maxHeartRate } = source;
  if (averageHeartRate === null) return 'heart-rate-unknown';
  if (sex === null) return 'sex-unknown';
  if (restingHeartRate === null) return 'resting-heart-rate-unknown';
  if (maxHeartRate === null) return 'max-heart-rate-unknown';
  if (maxHeartRate <= restingHeartRate) return 'heart-rate-range-empty';
  const share = (averageHeartRate - restingHeartRate) / (maxHeartRate - restingHeartRate);
  const x = Math.min(1, Math.max(0, share));
  const { a, b } = TRIMP_WEIGHTS[sex];
  return (activeSeconds(source) / 60) * x * a * Math.exp(b * x);
}
