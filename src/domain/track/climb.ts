import type { Track } from './track.ts';

/** Heights are smoothed over so many seconds to both sides. */
const REACH_SECONDS = 3;
/** A rise counts once it is this high, as at Strava for barometers. */
const LEAST_RISE_METERS = 2;
/** A receiver's heights wander: within an hour they rise by about so many times their random walk and their noise. */
const RISES_PER_WANDER = 60;
/** A barometer's steps of 0.2 m look like wandering by as much. */
const LEAST_WANDER_METERS = 0.1;
const RISES_PER_NOISE = 3;
/** The same in whole metres, where rollers of 3 m turn as often as a random walk of 0.15 m/√s. */
const RISES_PER_ROUNDED_WANDER = 90;
const LEAST_ROUNDED_WANDER_METERS = 0.2;
/** Beyond it there would be no hills left. */
const MOST_RISE_METERS = 30;
/** Samples farther apart do not show how much the heights wander. */
const LONGEST_STEP_SECONDS = 5;

type Heights = Pick<Track, 'seconds' | 'elevationMeters'>;

/**
 * Returns the metres climbed along a cleaned track, or null where no height is known. The heights are smoothed. Then
 * every rise from a low point to a high one is summed if it reaches a threshold, and so is every fall between them, so
 * that a smaller dip does not cut a climb in two. The threshold follows the source of the heights: 2 m for a barometer,
 * up to 30 m for a receiver, by how much they wander. Of sparse points, which do not show it, it is 2 m.
 * Source: Strava Support, "Elevation Gain" (smoothing and a threshold by source).
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

/** In metres. Whole metres are those of a file that rounds, with an interpolated one here and there. */
const thresholdOf = (seconds: readonly number[], heights: readonly number[]): number => {
  const isRounded = heights.filter(Number.isInteger).length * 2 > heights.length;
  const rise = isRounded ? roundedRiseOf(seconds, heights) : riseOf(seconds, heights);
  return Math.min(MOST_RISE_METERS, Math.max(LEAST_RISE_METERS, rise));
};

/**
 * Tells a random walk (a receiver's error, which wanders) from white noise (a barometer's, and rounding) by the
 * variance of second differences over one and two samples: 2·w² + 6·n² and 4·w² + 6·n², as in an Allan variance
 * (IEEE Std 952). Hills bend too slowly to show.
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
 * The same for heights in whole metres, whose steps look like a random walk: by how often they turn and go a metre the
 * other way, which a walk of w m/√s does w² times a second (Taylor 1975, "A Stopped Brownian Motion Formula", Annals of
 * Probability 3).
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

/** The mean of the heights within 3 s; towards the ends within as many seconds as are there on both sides. */
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
      // Until the rise has proved itself, its foot is the lowest point seen.
      if (height < low) low = high = height;
    } else if (high - height >= threshold) {
      climb += high - low;
      low = high = height;
    }
  }
  return high - low >= threshold ? climb + high - low : climb;
};
