import type { Sport } from '../workout.ts';
import { lengthOf, stepBetween } from './geometry.ts';
import { keepReachable } from './strays.ts';
import type { Track } from './track.ts';

/**
 * The path of an athlete on a plane. Each sample with a position has its index in the track, its time, and its position
 * in metres from the start. A distance counted by the device is a straight line.
 */
export interface Path {
  samples: number[];
  /** Seconds since the workout's start. */
  seconds: number[];
  east: number[];
  north: number[];
  /** Number of samples that no possible speed leads to; they are dropped. */
  strays: number;
  /** Metres of impossible jumps in the device's distance. */
  leaptMeters: number;
}

/**
 * The fastest possible speed, even for a moment; a faster step is an error. `other` may be skiing, and a game has no
 * limit.
 */
const FASTEST_METERS_PER_SECOND: Record<Sport, number> = {
  run: 12.5,
  walk: 12.5,
  hike: 12.5,
  swim: 12.5,
  row: 12.5,
  ride: 40,
  indoor_ride: Infinity,
  strength: 100,
  yoga: 100,
  other: 100,
};

/** Laps and segments follow each other within seconds. A longer break is a pause. */
const LONGEST_BREAK_SECONDS = 60;

/** Returns whether the device recorded the distance; otherwise it is measured by positions. */
export const isCounted = ({ distanceMeters }: Pick<Track, 'distanceMeters'>): boolean =>
  distanceMeters.some(Number.isFinite);

/** Returns the path by the device's distance if it recorded one, else by positions; empty without either. */
export const pathOf = (track: Track, sport: Sport): Path => {
  const fastest = FASTEST_METERS_PER_SECOND[sport];
  return isCounted(track) ? countedPath(track, fastest) : locatedPath(track, fastest);
};

/**
 * Returns the path by the device's distance. Impossible jumps add nothing, unless they make up for the time since the
 * last change, as after a tunnel. If most steps are jumps, the sport is probably wrong, and all are kept.
 */
const countedPath = ({ seconds, distanceMeters }: Track, fastest: number): Path => {
  const path = emptyPath();
  let counted = NaN;
  let countedAt = 0;
  let meters = distanceMeters.find(Number.isFinite) ?? 0;
  let steps = 0;
  for (let i = 0; i < seconds.length; i += 1) {
    const current = distanceMeters[i]!;
    if (Number.isNaN(current)) continue;
    const step = Number.isNaN(counted) ? 0 : current - counted;
    if (step > fastest * (seconds[i]! - countedAt)) {
      path.strays += 1;
      path.leaptMeters += step;
    } else meters += step;
    if (step > 0) steps += 1;
    if (step > 0 || Number.isNaN(counted)) countedAt = seconds[i]!;
    counted = current;
    append(path, { sample: i, seconds: seconds[i]!, east: 0, north: meters });
  }
  return path.strays * 2 > steps ? countedPath({ seconds, distanceMeters } as Track, Infinity) : path;
};

const locatedPath = (track: Track, fastest: number): Path => {
  const { seconds } = track;
  const located = [...seconds.keys()].filter((index) => !Number.isNaN(track.latitude[index]));
  const { kept, jumps } = keepReachable({
    indexes: located,
    seconds,
    isReachable: (from, to) =>
      lengthOf(stepBetween(track, from, to)) <= fastest * (seconds[to]! - seconds[from]!),
    isAfterBreak: (index) => track.afterBreak[index] === 1,
  });
  const path = emptyPath();
  path.strays = located.length - kept.length;
  let [last] = kept;
  const place = { east: 0, north: 0 };
  for (const index of kept) {
    if (!jumps.has(index) && !isPause(track, last!, index)) {
      const step = stepBetween(track, last!, index);
      place.east += step.east;
      place.north += step.north;
    }
    last = index;
    append(path, { sample: index, seconds: seconds[index]!, ...place });
  }
  return path;
};

/** Returns whether the recording was paused for over a minute between two samples. */
const isPause = ({ seconds, afterBreak }: Track, from: number, to: number): boolean =>
  seconds[to]! - seconds[from]! > LONGEST_BREAK_SECONDS && afterBreak.subarray(from + 1, to + 1).includes(1);

const emptyPath = (): Path => ({
  samples: [],
  seconds: [],
  east: [],
  north: [],
  strays: 0,
  leaptMeters: 0,
});

interface PathPoint {
  sample: number;
  seconds: number;
  east: number;
  north: number;
}

const append = (path: Path, { sample, seconds, east, north }: PathPoint): void => {
  path.samples.push(sample);
  path.seconds.push(seconds);
  path.east.push(east);
  path.north.push(north);
};
