import type { Sport } from '../workout.ts';
import { lengthOf, stepBetween } from './geometry.ts';
import { pathOf } from './path.ts';
import type { Track } from './track.ts';

/** Positions this close to the start or the end of a workout are hidden. */
const HIDDEN_METERS = 200;

/** A picture does not show more points. */
const MOST_POINTS = 600;

export interface Place {
  latitude: number;
  longitude: number;
}

/**
 * Returns the parts of a track that may be public. Leaves out everything within 200 m of the first and of the last
 * position, including parts in between that pass there. Leaves out stray positions: a receiver often begins with the
 * place where it was switched off, and the second position is then the athlete's home. At most about 600 positions.
 */
export function shareablePath(track: Track, sport: Sport): Place[][] {
  const { latitude, longitude } = track;
  // Uses positions even if the device recorded the distance.
  const uncounted = { ...track, distanceMeters: new Float64Array(latitude.length).fill(NaN) };
  const shown = pathOf(uncounted, sport).samples;
  const placed = [...latitude.keys()].filter((index) => !Number.isNaN(latitude[index]));
  const ends = [placed[0], placed.at(-1), shown[0], shown.at(-1)].filter((end) => end !== undefined);
  const isHidden = (index: number) =>
    ends.some((end) => lengthOf(stepBetween(track, end, index)) <= HIDDEN_METERS);
  const every = Math.max(1, Math.ceil(shown.length / MOST_POINTS));
  const parts: Place[][] = [[]];
  shown.forEach((index, position) => {
    // A part also ends at a hidden position between two visible ones.
    if (isHidden(index)) parts.push([]);
    else if (position % every === 0)
      parts.at(-1)?.push({ latitude: latitude[index]!, longitude: longitude[index]! });
  });
  return parts.filter((part) => part.length > 1);
}
