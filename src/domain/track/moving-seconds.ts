import type { CleanTrack } from './clean-track.ts';

/** A smaller fraction of what the samples show is an error: minutes written as seconds, or a missing lap. */
const LEAST_SHARE_OF_SAMPLES = 0.5;

/** Returns whether the samples show that the device's total is too small. NaN contradicts nothing. */
export const contradicts = (shown: number, total: number): boolean => total < shown * LEAST_SHARE_OF_SAMPLES;

interface Timed {
  durationSeconds: number;
  /** The device's timer without pauses, and its moving time; NaN if absent. */
  timerSeconds: number;
  movingSeconds: number;
  /** Null without samples. */
  clean: CleanTrack | null;
}

/**
 * Returns the moving time in seconds, by one rule for all formats; null if unknown. It is the device's moving time,
 * else its timer, but no more than the duration without rests. (A pause is also a rest.) A total that the track
 * contradicts is ignored.
 */
export const movingSecondsOf = ({
  durationSeconds,
  timerSeconds,
  movingSeconds,
  clean,
}: Timed): { movingSeconds: number | null; isContradicted: boolean } => {
  const shown = clean === null ? null : durationWithoutRests(durationSeconds, clean);
  const totals = [movingSeconds, timerSeconds].filter((total) => total > 0);
  const accepted = totals.filter((total) => shown === null || !contradicts(shown, total));
  const isContradicted = accepted.length < totals.length;
  // In a vehicle the device is in motion, but the athlete is not.
  const isDevices = accepted[0] !== undefined && accepted[0] === movingSeconds;
  if (isDevices && !clean?.dropped.vehicleSeconds) return { movingSeconds, isContradicted };
  return { movingSeconds: leastOf(accepted[0] ?? null, shown), isContradicted };
};

/** Returns null if the track has no distance, and therefore no rests. */
const durationWithoutRests = (durationSeconds: number, { track, rests }: CleanTrack): number | null =>
  track.distanceMeters.some(Number.isFinite)
    ? rests.reduce((seconds, { from, to }) => seconds - (to - from), durationSeconds)
    : null;

const leastOf = (a: number | null, b: number | null): number | null =>
  a === null || b === null ? (a ?? b) : Math.min(a, b);
