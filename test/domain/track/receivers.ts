import type { Track } from '../../../src/domain/track/track.ts';
import { trackOf } from '../tracks.ts';

/** Normally distributed numbers, the same ones for the same seed (Lehmer's generator, Box and Muller's transform). */
const normals = (seed: number) => {
  let state = seed;
  const uniform = () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
};

/**
 * The error of a satellite receiver, second by second: a first-order Gauss-Markov process with this standard deviation
 * in metres and this correlation time. 3 m and 120 s are a watch's heights; 4 m and 222 s a phone's positions.
 */
export const wander = ({
  meters,
  seconds,
  count = 3600,
  seed = 1,
}: {
  meters: number;
  seconds: number;
  count?: number;
  seed?: number;
}): number[] => {
  const normal = normals(seed * 7919);
  const kept = Math.exp(-1 / seconds);
  let error = 0;
  return Array.from({ length: count }, () => {
    error = kept * error + meters * Math.sqrt(1 - kept * kept) * normal();
    return error;
  });
};

export const PHONE = { meters: 4, seconds: 222 };
export const WATCH = { meters: 1, seconds: 140 };

/** Metres of one degree at 48° N. */
export const NORTH = 111_200;
const EAST = 74_500;

/** A track of positions in metres to the east and the north of 48° N, 11° E, one a second. */
export const located = (east: number[], north: number[], elevationMeters?: number[]): Track => {
  const seconds = east.map((_, index) => index);
  const nothing = seconds.map(() => NaN);
  return {
    ...trackOf(seconds, nothing, elevationMeters),
    latitude: Float64Array.from(north, (meters) => 48 + meters / NORTH),
    longitude: Float64Array.from(east, (meters) => 11 + meters / EAST),
  };
};

/** A track whose every position has the error of a receiver. */
export const withWander = (
  east: number[],
  north: number[],
  { seed = 1, ...receiver }: { meters: number; seconds: number; seed?: number },
): Track => {
  const [x, y] = [seed, seed + 1].map((each) => wander({ ...receiver, seed: each, count: east.length }));
  return located(
    east.map((meters, index) => meters + x![index]!),
    north.map((meters, index) => meters + y![index]!),
  );
};
