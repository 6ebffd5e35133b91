import type { Sex } from './athlete.ts';
import { toCents } from './rounding.ts';
import { activeSeconds } from './speed.ts';
import type { Track } from './track/track.ts';
import type { Sport } from './workout.ts';

/** A sensor's value is valid until the next sample, but at most for this time. The rest is a pause. */
const LONGEST_HOLD_MS = 10_000;
/** The body responds to effort with a delay of about half a minute. */
const WINDOW_SECONDS = 30;

/** The measured facts of a workout, and the athlete's current profile. */
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

/** The training load of a workout by power and by heart rate, or the reasons why a value is unknown. */
export interface TrainingLoad {
  /** Watts, rounded to 2 decimals. */
  normalizedPowerWatts: number | null;
  /** The whole seconds of power from which it is computed. */
  powerSeconds: number | null;
  powerUnavailableReason: PowerUnavailable | null;
  /** Points, rounded to 2 decimals. */
  trimp: number | null;
  trimpUnavailableReason: TrimpUnavailable | null;
}

/** Computes the training load of one workout. Nothing is guessed: no power from an average, no maximum from an age. */
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

/**
 * Returns normalised power for rides only: threshold power belongs to cycling, and watts of other sports are not
 * comparable.
 */
const powerOf = ({ sport, track }: LoadSource) =>
  sport === 'ride' || sport === 'indoor_ride'
    ? track === null
      ? 'power-unknown'
      : normalizedPower(track)
    : 'not-a-ride';

/**
 * Computes normalised power (NP) in watts: the 4th root of the mean 4th power of the 30 s moving mean. Only full
 * windows count, so the first seconds weigh no more than others. Allen & Coggan, Training and Racing with a Power
 * Meter.
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
 * Yields the mean watts of each recorded second. A sample is valid until the next one, at most for 10 s; the last one
 * for 1 s. Time without a valid sample is removed, so neither a pause nor a lost sensor counts as rest. A remainder of
 * less than a second is omitted.
 */
function* wattsBySecond({ seconds, powerWatts }: Pick<Track, 'seconds' | 'powerWatts'>): Generator<number> {
  // In whole milliseconds, the precision of tracks: sums of tenths would miss full seconds.
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
 * Computes the training stress score (TSS) in points, 100 for an hour at threshold: hours times the square of the
 * intensity. Rounded to 2 decimals; null if normalised or threshold power (watts) is unknown. Allen & Coggan, as
 * above.
 */
export function trainingStress(
  { normalizedPowerWatts, powerSeconds }: Pick<TrainingLoad, 'normalizedPowerWatts' | 'powerSeconds'>,
  ftpWatts: number | null,
): number | null {
  if (normalizedPowerWatts === null || powerSeconds === null || ftpWatts === null) return null;
  return toCents((powerSeconds / 3600) * intensityFactor(normalizedPowerWatts, ftpWatts) ** 2 * 100);
}

/**
 * Returns normalised power divided by threshold power (FTP), both in watts: 1 is the hardest pace that can be held
 * for an hour (IF).
 */
export const intensityFactor = (normalizedPowerWatts: number, ftpWatts: number): number =>
  normalizedPowerWatts / ftpWatts;

/** Coefficients of the exponential weight of heart rate. */
const TRIMP_WEIGHTS: Record<Sex, { a: number; b: number }> = {
  male: { a: 0.64, b: 1.92 },
  female: { a: 0.86, b: 1.67 },
};

/**
 * Computes the training impulse (TRIMP) in points: minutes · x · a·e^(b·x). x is the fraction of heart-rate reserve: (average − resting) / (maximum − resting), limited to 0–1. Minutes are moving time if known. Banister 1991, Modeling elite athletic performance.
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
