import type { CleanTrack } from './clean-track.ts';

/** A total of less than this share of what the samples show is an error: minutes as seconds, a lap that is missing. */
const LEAST_SHARE_OF_SAMPLES = 0.5;

/** Whether samples show so much more that the device's total cannot be right. NaN, for none, contradicts nothing. */
export const contradicts = (shown: number, total: number): boolean => total < shown * LEAST_SHARE_OF_SAMPLES;

interface Timed {
  durationSeconds: number;
  /** What the device gives, else NaN: its timer without the pauses, and its own time in motion. */
  timerSeconds: number;
  movingSeconds: number;
  /** Null where nothing was recorded. */
  clean: CleanTrack | null;
}

/**
 * Returns the seconds in motion, by one rule for all formats, or null where nothing tells them: the device's own time in
 * motion; else its timer, but no more than the duration without the rests that the track shows. (A pause is a rest,
 * too.) A total that the track contradicts does not count.
 */
export const movingSecondsOf = ({
  durationSeconds,
  timerSeconds,
  movingSeconds,
  clean,
}: Timed): { movingSeconds: number | null; isContradicted: boolean } => {
  const shown = clean === null ? null : durationWithoutRests(durationSeconds, clean);
  const totals = [movingSeconds, timerSeconds].filter((total) => total > 0);
  const believed = totals.filter((total) => shown === null || !contradicts(shown, total));
  const isContradicted = believed.length < totals.length;
  // A device in a vehicle is in motion, too.
  const isDevices = believed[0] !== undefined && believed[0] === movingSeconds;
  if (isDevices && !clean?.dropped.vehicleSeconds) return { movingSeconds, isContradicted };
  return { movingSeconds: leastOf(believed[0] ?? null, shown), isContradicted };
};

/** Null where the track has no distance, and therefore shows no rest. */
const durationWithoutRests = (durationSeconds: number, { track, rests }: CleanTrack): number | null =>
  track.distanceMeters.some(Number.isFinite)
    ? rests.reduce((seconds, { from, to }) => seconds - (to - from), durationSeconds)
    : null;

const leastOf = (a: number | null, b: number | null): number | null =>
  a === null || b === null ? (a ?? b) : Math.min(a, b);
