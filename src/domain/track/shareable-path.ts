import type { Sport } from '../workout.ts';
import { lengthOf, stepBetween } from './geometry.ts';
import { pathOf } from './path.ts';
import type { Track } from './track.ts';

/** Nothing nearer than this to where a workout starts or ends is shown. */
const HIDDEN_METERS = 200;

/** More points than this are not seen on a picture. */
const MOST_POINTS = 600;

export interface Place {
  latitude: number;
  longitude: number;
}

/**
 * Returns the parts of a track that may be shown to anybody: without everything within 200 m of its first and of its last
 * position, also where it passes there in the middle. Stray positions are left out: a receiver often begins with the
 * place where it was last switched off, and the athlete's home is then the second position. At most about 600 positions.
 */
export function shareablePath(track: Track, sport: Sport): Place[][] {
  const { latitude, longitude } = track;
  // By positions, also where the device counted metres.
  const uncounted = { ...track, distanceMeters: new Float64Array(latitude.length).fill(NaN) };
  const shown = pathOf(uncounted, sport).samples;
  const placed = [...latitude.keys()].filter((index) => !Number.isNaN(latitude[index]));
  const ends = [placed[0], placed.at(-1), shown[0], shown.at(-1)].filter((end) => end !== undefined);
  const isHidden = (index: number) =>
    ends.some((end) => lengthOf(stepBetween(track, end, index)) <= HIDDEN_METERS);
  const every = Math.max(1, Math.ceil(shown.length / MOST_POINTS));
  const parts: Place[][] = [[]];
  shown.forEach((index, position) => {
    // A part ends where something is hidden, also between two positions that are kept.
    if (isHidden(index)) parts.push([]);
    else if (position % every === 0)
      parts.at(-1)?.push({ latitude: latitude[index]!, longitude: longitude[index]! });
  });
  return parts.filter((part) => part.length > 1);
}
