import { fastestOver, LEAST_CHECKED_METERS } from '../plausibility.ts';
import { joined, type Stretch } from './rests.ts';
import type { Track } from './track.ts';
import type { Sport } from '../workout.ts';

export interface VehicleStretch {
  /** Seconds since the workout's start. */
  startSeconds: number;
  endSeconds: number;
  distanceMeters: number;
}

export interface VehicleFindings {
  /** The track without rides in a vehicle: distance and height do not change during one. */
  track: Track;
  /** The rides that were cut out, in the order of time. */
  cut: VehicleStretch[];
  /** Whether other parts are faster than the sport allows. */
  isTooFast: boolean;
}

/** Distances in metres over which a track is compared with the records. */
const WINDOWS = [LEAST_CHECKED_METERS, 1500, 2000, 3000, 5000, 10_000, 20_000, 50_000, 100_000];
/** The record speed over this distance marks the start and the end of a ride. */
const EDGE_METERS = 50_000;
/** The speed at the start and the end is a mean over this time. */
const EDGE_SECONDS = 10;
/** A shorter stop, such as a train's, belongs to the ride. */
const LONGEST_STOP_SECONDS = 180;
/** With more rides, or a shorter rest, the sport is probably wrong. */
const MOST_STRETCHES = 3;
const LEAST_REST_SECONDS = 300;
const LEAST_REST_METERS = 500;

/** The sport whose records apply: a hiker may run. Tracks of other sports show no vehicle. */
const COMPARED_WITH: Partial<Record<Sport, Sport>> = {
  run: 'run',
  walk: 'run',
  hike: 'run',
  ride: 'ride',
  swim: 'swim',
  row: 'row',
};

/**
 * Finds stretches of a kilometre or more that are faster than the world records of the sport. Cuts them out if the rest
 * is a workout by itself. Linear in the samples.
 */
export function cutVehicle(sport: Sport, track: Track): VehicleFindings {
  const compared = COMPARED_WITH[sport];
  if (compared === undefined) return { track, cut: [], isTooFast: false };
  const stretches = stretchesOf(compared, track);
  if (stretches.length === 0) return { track, cut: [], isTooFast: false };
  const cut = stretches.map(({ from: first, to: last }) => ({
    startSeconds: at(track.seconds, first),
    endSeconds: at(track.seconds, last),
    distanceMeters: metersOf(track, { from: first, to: last }),
  }));
  if (stretches.length > MOST_STRETCHES || !restIsWorkout(track, cut))
    return { track, cut: [], isTooFast: true };
  return {
    track: {
      ...track,
      distanceMeters: flattened(track.distanceMeters, stretches),
      elevationMeters: Float32Array.from(flattened(Float64Array.from(track.elevationMeters), stretches)),
    },
    cut,
    isTooFast: false,
  };
}

function stretchesOf(sport: Sport, track: Track): Stretch[] {
  const indexes = measuredIndexes(track);
  const overWindow = (window: number, limit: number) => stretchesAbove(track, { indexes, window, limit });
  // A track that is never this fast over a kilometre is not so over a longer distance.
  if (overWindow(WINDOWS[0]!, fastestOver(sport, WINDOWS.at(-1)!)).length === 0) return [];
  const marked = joined(WINDOWS.flatMap((window) => overWindow(window, fastestOver(sport, window))));
  const isStop = (end: number, start: number): boolean =>
    secondsOf(track, { from: end, to: start }) <= LONGEST_STOP_SECONDS;
  return joined(fitEdges(track, indexes, marked, fastestOver(sport, EDGE_METERS)), isStop).filter(
    (stretch) => metersOf(track, stretch) >= LEAST_CHECKED_METERS,
  );
}

/** Returns the indexes of samples with a distance. */
function measuredIndexes({ distanceMeters }: Track): number[] {
  const indexes: number[] = [];
  distanceMeters.forEach((meters, index) => {
    if (!Number.isNaN(meters)) indexes.push(index);
  });
  return indexes;
}

/**
 * Returns the stretches of about `window` metres (or one longer step) with a mean speed above the limit, as positions
 * in `indexes`.
 */
function stretchesAbove(
  track: Track,
  { indexes, window, limit }: { indexes: number[]; window: number; limit: number },
): Stretch[] {
  const found: Stretch[] = [];
  let to = 0;
  for (const [from, first] of indexes.entries()) {
    while (to < indexes.length && metersOf(track, { from: first, to: indexes[to]! }) < window) to++;
    if (to === indexes.length) break;
    if (speedOf(track, { from: first, to: indexes[to]! }) <= limit) continue;
    const previous = found.at(-1);
    if (previous && previous.to >= from) previous.to = to;
    else found.push({ from, to });
  }
  return found;
}

/**
 * Moves both ends of each stretch to where the speed crosses `edge`, at most to the next stretch: the two are joined
 * later. Takes positions in `indexes`, in the order of time. Returns samples. Linear in the samples.
 */
function fitEdges(track: Track, indexes: number[], stretches: readonly Stretch[], edge: number): Stretch[] {
  const isFast = (from: number, to: number): boolean =>
    speedOf(track, { from: indexes[from]!, to: indexes[to]! }) > edge;
  const isShort = (from: number, to: number): boolean =>
    secondsOf(track, { from: indexes[from]!, to: indexes[to]! }) < EDGE_SECONDS;
  const end = indexes.length - 1;
  let to = 0;
  const isFastAfter = indexes.map((_, from) => {
    to = Math.min(Math.max(to, from + 1), end);
    while (to < end && isShort(from, to)) to++;
    return isFast(from, to);
  });
  let from = 0;
  const isFastBefore = indexes.map((_, until) => {
    while (from + 1 < until && !isShort(from + 1, until)) from++;
    return isFast(from, until);
  });
  let previous = 0;
  return stretches.map((stretch, order) => {
    const next = stretches[order + 1]?.from ?? end;
    let { from: first, to: last } = stretch;
    while (first < last && !isFastAfter[first]) first++;
    while (first < last && !isFast(first, first + 1)) first++;
    while (first > previous && isFastBefore[first]) first--;
    while (last > first && !isFastBefore[last]) last--;
    while (last > first && !isFast(last - 1, last)) last--;
    while (last < next && isFastAfter[last]) last++;
    previous = last;
    return { from: indexes[first]!, to: indexes[last]! };
  });
}

function restIsWorkout(track: Track, cut: readonly VehicleStretch[]): boolean {
  const seconds = at(track.seconds, track.seconds.length - 1) - at(track.seconds, 0);
  const indexes = measuredIndexes(track);
  const meters = metersOf(track, { from: indexes[0]!, to: indexes.at(-1)! });
  const inVehicle = cut.reduce((sum, { startSeconds, endSeconds }) => sum + endSeconds - startSeconds, 0);
  const byVehicle = cut.reduce((sum, { distanceMeters }) => sum + distanceMeters, 0);
  return seconds - inVehicle >= LEAST_REST_SECONDS && meters - byVehicle >= LEAST_REST_METERS;
}

/** Returns the column with constant values during the stretches; later values continue from there. */
function flattened(column: Float64Array, stretches: readonly Stretch[]): Float64Array<ArrayBuffer> {
  const result = Float64Array.from(column);
  let offset = 0;
  let from = 0;
  for (const { from: first, to: last } of stretches) {
    for (let index = from; index < first; index++) result[index] = at(column, index) - offset;
    const held = at(column, first) - offset;
    result.fill(held, first, last + 1);
    const end = at(column, last);
    if (!Number.isNaN(end) && !Number.isNaN(held)) offset = end - held;
    from = last + 1;
  }
  for (let index = from; index < column.length; index++) result[index] = at(column, index) - offset;
  return result;
}

const speedOf = (track: Track, stretch: Stretch): number =>
  metersOf(track, stretch) / secondsOf(track, stretch);

const metersOf = ({ distanceMeters }: Track, { from: first, to: last }: Stretch): number =>
  at(distanceMeters, last) - at(distanceMeters, first);

const secondsOf = ({ seconds }: Track, { from: first, to: last }: Stretch): number =>
  at(seconds, last) - at(seconds, first);

const at = (column: Float64Array, index: number): number => column[index] ?? NaN;
