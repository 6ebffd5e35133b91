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
  /** The track without what was covered in a vehicle: there neither distance nor height changes. */
  track: Track;
  /** The rides that were cut out, in the order of time. */
  cut: VehicleStretch[];
  /** Whether it goes faster than its sport allows in places that are no ride in a vehicle. */
  isTooFast: boolean;
}

/** In metres; over each of them a track is compared with the records. */
const WINDOWS = [LEAST_CHECKED_METERS, 1500, 2000, 3000, 5000, 10_000, 20_000, 50_000, 100_000];
/** Over so long a distance nobody is as fast as a vehicle, which is what its start and its end are recognised by. */
const EDGE_METERS = 50_000;
/** Speed at an edge is taken over so long. */
const EDGE_SECONDS = 10;
/** A train stops; nobody gets off it, runs and gets on again in this time. */
const LONGEST_STOP_SECONDS = 180;
/** With more rides, or less beside them, it is another sport. */
const MOST_STRETCHES = 3;
const LEAST_REST_SECONDS = 300;
const LEAST_REST_METERS = 500;

/** Whose records a sport is compared with: who hikes may run. Others have no vehicle that their track could show. */
const COMPARED_WITH: Partial<Record<Sport, Sport>> = {
  run: 'run',
  walk: 'run',
  hike: 'run',
  ride: 'ride',
  swim: 'swim',
  row: 'row',
};

/**
 * Finds where a track of a sport is faster over a kilometre or more than its world records allow, and cuts it out if
 * the rest is a workout of its own. Linear in the samples.
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
  // Who is never as fast for a kilometre is not so for longer.
  if (overWindow(WINDOWS[0]!, fastestOver(sport, WINDOWS.at(-1)!)).length === 0) return [];
  const marked = joined(WINDOWS.flatMap((window) => overWindow(window, fastestOver(sport, window))));
  const isStop = (end: number, start: number): boolean =>
    secondsOf(track, { from: end, to: start }) <= LONGEST_STOP_SECONDS;
  return joined(fitEdges(track, indexes, marked, fastestOver(sport, EDGE_METERS)), isStop).filter(
    (stretch) => metersOf(track, stretch) >= LEAST_CHECKED_METERS,
  );
}

/** The samples with a distance. */
function measuredIndexes({ distanceMeters }: Track): number[] {
  const indexes: number[] = [];
  distanceMeters.forEach((meters, index) => {
    if (!Number.isNaN(meters)) indexes.push(index);
  });
  return indexes;
}

/**
 * Every stretch of about `window` metres, or one sample's step if that is longer, with a mean speed above the limit, as
 * positions in `indexes`.
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
 * Moves both ends of each stretch to where the speed passes the edge's, at most to the stretch beside it: the two are
 * joined anyway. Takes positions in `indexes`, in the order of time, and returns samples. Linear in the samples, however many lie
 * within the seconds of an edge.
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

/** A column that stays the same during the stretches, and goes on from there as it went on. */
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
