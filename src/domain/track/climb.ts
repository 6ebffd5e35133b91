import type { Track } from './track.ts';

/** Heights are smoothed over this time to both sides. */
const REACH_SECONDS = 3;
/** The lowest threshold, as at Strava for barometers. */
const LEAST_RISE_METERS = 2;
/** Within an hour, a receiver's random walk and noise make it rise by about these multiples of themselves. */
const RISES_PER_WANDER = 60;
/** Steps of 0.2 m of a barometer look like a random walk of this size. */
const LEAST_WANDER_METERS = 0.1;
const RISES_PER_NOISE = 3;
/** The same for heights in whole metres. Hills of 3 m turn as often as a random walk of 0.15 m/√s. */
const RISES_PER_ROUNDED_WANDER = 90;
const LEAST_ROUNDED_WANDER_METERS = 0.2;
/** A higher threshold would remove all hills. */
const MOST_RISE_METERS = 30;
/** Samples farther apart do not show the random walk. */
const LONGEST_STEP_SECONDS = 5;

type Heights = Pick<Track, 'seconds' | 'elevationMeters'>;

/**
 * Returns the metres climbed along a cleaned track; null without heights. Smooths the heights, then sums each rise from
 * a low point to a high one that reaches a threshold. A smaller dip does not split a climb. The threshold depends on
 * the source: 2 m for a barometer, up to 30 m for a receiver, by its random walk. It is 2 m for sparse points, which do
 * not show it. Source: Strava Support, "Elevation Gain" (smoothing and a threshold by source).
 */
export const climbOf = (track: Heights): number | null => {
  const known = [...track.elevationMeters.keys()].filter(
    (index) => !Number.isNaN(track.elevationMeters[index]),
  );
  if (known.length === 0) return null;
  const seconds = known.map((index) => track.seconds[index]!);
  const heights = known.map((index) => track.elevationMeters[index]!);
  return sumOfRises(smoothed(seconds, heights), thresholdOf(seconds, heights));
};

/** Returns the threshold in metres. A file that rounds has mostly whole metres, and a few interpolated values. */
const thresholdOf = (seconds: readonly number[], heights: readonly number[]): number => {
  const isRounded = heights.filter(Number.isInteger).length * 2 > heights.length;
  const rise = isRounded ? roundedRiseOf(seconds, heights) : riseOf(seconds, heights);
  return Math.min(MOST_RISE_METERS, Math.max(LEAST_RISE_METERS, rise));
};

/**
 * Estimates the random walk w (a receiver's error) and the white noise n (a barometer's, and rounding) from second
 * differences. Their variance is 2·w² + 6·n² over one sample and 4·w² + 6·n² over two, as in an Allan variance (IEEE
 * Std 952). Hills bend too slowly to matter.
 */
const riseOf = (seconds: readonly number[], heights: readonly number[]): number => {
  let overOne = 0;
  let overTwo = 0;
  let spans = 0;
  let count = 0;
  for (let i = 4; i < heights.length; i += 1) {
    const span = seconds[i]! - seconds[i - 4]!;
    if (span > 4 * LONGEST_STEP_SECONDS) continue;
    overOne += (heights[i - 1]! - 2 * heights[i - 2]! + heights[i - 3]!) ** 2;
    overTwo += (heights[i]! - 2 * heights[i - 2]! + heights[i - 4]!) ** 2;
    spans += span / 4;
    count += 1;
  }
  if (count === 0) return 0;
  const wander = Math.sqrt(Math.max(0, (overTwo - overOne) / 2 / spans));
  const noise = Math.sqrt(Math.max(0, (2 * overOne - overTwo) / 6 / count));
  return RISES_PER_WANDER * Math.max(0, wander - LEAST_WANDER_METERS) + RISES_PER_NOISE * noise;
};

/**
 * Estimates the random walk of heights in whole metres by the number of turns of a metre or more. A random walk of w
 * m/√s turns w² times a second (Taylor 1975, "A Stopped Brownian Motion Formula", Annals of Probability 3).
 */
const roundedRiseOf = (seconds: readonly number[], heights: readonly number[]): number => {
  let [extreme] = heights as [number];
  let direction = 0;
  let turns = 0;
  for (const height of heights) {
    if (Math.abs(height - extreme) >= 1 && Math.sign(height - extreme) !== direction) {
      direction = Math.sign(height - extreme);
      turns += 1;
    }
    if ((height - extreme) * direction > 0) extreme = height;
  }
  const wander = Math.sqrt(turns / Math.max(1, seconds.at(-1)! - seconds[0]!));
  return RISES_PER_ROUNDED_WANDER * (wander - LEAST_ROUNDED_WANDER_METERS);
};

/**
 * Returns the mean of the heights within 3 s to both sides; towards the ends, of the same shorter time to both sides.
 */
const smoothed = (seconds: readonly number[], heights: readonly number[]): number[] => {
  const [first] = seconds;
  const last = seconds.at(-1)!;
  let sum = 0;
  let from = 0;
  let to = 0;
  return seconds.map((at) => {
    const reach = Math.min(REACH_SECONDS, at - first!, last - at);
    while (to < heights.length && seconds[to]! <= at + reach) sum += heights[to++]!;
    while (seconds[from]! < at - reach) sum -= heights[from++]!;
    return sum / (to - from);
  });
};

const sumOfRises = (heights: readonly number[], threshold: number): number => {
  let low = heights[0]!;
  let high = low;
  let climb = 0;
  for (const height of heights) {
    if (height > high) high = height;
    if (high - low < threshold) {
      // Until a rise reaches the threshold, it begins at the lowest point so far.
      if (height < low) low = high = height;
    } else if (high - height >= threshold) {
      climb += high - low;
      low = high = height;
    }
  }
  return high - low >= threshold ? climb + high - low : climb;
};
