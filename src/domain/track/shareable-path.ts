import { lengthOf, stepBetween } from './geometry.ts';
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
 * position, also where it passes there in the middle. At most about 600 positions.
 */
export function shareablePath(track: Track): Place[][] {
  const { latitude, longitude } = track;
  const isPlaced = (index: number) =>
    !Number.isNaN(latitude[index] ?? NaN) && !Number.isNaN(longitude[index] ?? NaN);
  const placed = Array.from(latitude.keys()).filter(isPlaced);
  const ends = [placed[0], placed.at(-1)];
  const isHidden = (index: number) =>
    ends.some((end) => end === undefined || lengthOf(stepBetween(track, end, index)) <= HIDDEN_METERS);
  const every = Math.max(1, Math.ceil(placed.length / MOST_POINTS));
  const parts: Place[][] = [[]];
  placed.forEach((index, position) => {
    // A part ends where something is hidden, also between two positions that are kept.
    if (isHidden(index)) parts.push([]);
    else if (position % every === 0)
      parts.at(-1)?.push({ latitude: latitude[index] ?? 0, longitude: longitude[index] ?? 0 });
  });
  return parts.filter((part) => part.length > 1);
}
