import type { Track } from './track.ts';

/**
 * A rise counts once it is this high. Barometers wander by about a metre and satellite heights by several; without a
 * threshold a flat hour sums up to hundreds of metres.
 */
const THRESHOLD_METERS = 3;
/** Samples on each side of the one that is smoothed. */
const REACH = 2;

/**
 * The metres climbed along a track, or null where no height was recorded. The heights are smoothed (mean of five
 * samples, fewer towards the ends), then every rise from a low to a high point is summed in full if it reaches 3 m,
 * and so is every fall in between, so that a dip of less than 3 m does not cut a climb in two.
 */
export const climbOf = ({ elevationMeters }: Pick<Track, 'elevationMeters'>): number | null => {
  const heights = elevationMeters.filter((height) => !Number.isNaN(height));
  if (heights.length === 0) return null;
  let low = smoothed(heights, 0);
  let high = low;
  let climb = 0;
  for (let i = 1; i < heights.length; i += 1) {
    const height = smoothed(heights, i);
    if (height > high) high = height;
    if (high - low < THRESHOLD_METERS) {
      // Until the rise has proved itself, its foot is the lowest point seen.
      if (height < low) low = high = height;
    } else if (high - height >= THRESHOLD_METERS) {
      climb += high - low;
      low = high = height;
    }
  }
  return high - low >= THRESHOLD_METERS ? climb + high - low : climb;
};

const smoothed = (heights: Float32Array, at: number): number => {
  const reach = Math.min(REACH, at, heights.length - 1 - at);
  let sum = 0;
  for (let i = at - reach; i <= at + reach; i += 1) sum += heights[i] ?? 0;
  return sum / (2 * reach + 1);
};
