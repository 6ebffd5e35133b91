import type { Track } from './track.ts';

/** Below this a walker stands: 0.5 m/s is 1.8 km/h. */
const STANDING_METERS_PER_SECOND = 0.5;
/** Speed is taken over at least so long, since one-second positions jump about while the athlete stands. */
const WINDOW_SECONDS = 5;

/**
 * The seconds in motion along a track, or null where it has no distance: the sum of the stretches of at least 5 s
 * (one interval where samples are rarer) that were covered at 0.5 m/s or more. For files without a timer of their own.
 */
export const movingSecondsOf = ({ seconds, distanceMeters }: Track): number | null => {
  let moving = 0;
  let measured = false;
  let from = 0;
  for (let i = 1; i < seconds.length; i += 1) {
    const elapsed = at(seconds, i) - at(seconds, from);
    if (elapsed < WINDOW_SECONDS && i < seconds.length - 1) continue;
    const covered = at(distanceMeters, i) - at(distanceMeters, from);
    if (!Number.isNaN(covered)) measured = true;
    if (covered >= STANDING_METERS_PER_SECOND * elapsed) moving += elapsed;
    from = i;
  }
  return measured ? moving : null;
};

const at = (column: Float64Array, index: number): number => column[index] ?? NaN;
