import type { LeftOut } from '../recording.ts';
import type { Sport } from '../workout.ts';
import { lengthOf } from './geometry.ts';
import { cleanHeights } from './heights.ts';
import { isCounted, pathOf, type Path } from './path.ts';
import { findRests, joined as joinedInTime, type Stretch } from './rests.ts';
import type { Track } from './track.ts';
import { cutVehicle } from './vehicle.ts';

/** Changes whenever the same samples would give another distance, climb or best effort. */
export const TRACK_VERSION = 'track-1';

/** Values of a track that were ignored, by kind. The samples stay stored as recorded. */
export interface DroppedReadings {
  /** Positions that no possible speed leads to. */
  droppedPositions: number;
  /** Jumps of the device's distance that no possible speed explains. */
  droppedDistances: number;
  /** Spikes, and heights of exactly 0, which mean "no reading". */
  droppedHeights: number;
  /** Whole metres by which the receiver drifted while the athlete rested. */
  driftMeters: number;
  /** Whole metres and seconds in a vehicle. */
  vehicleMeters: number;
  vehicleSeconds: number;
}

/** Values of a recording that were ignored, with the version of the rules. */
export interface Cleaning extends DroppedReadings, LeftOut {
  version: string;
}

export interface CleanTrack {
  /** The same samples. Dropped positions and heights are NaN. The distance is the athlete's own. */
  track: Track;
  /** Rests and rides in a vehicle: seconds since the start, in the order of time. */
  rests: Stretch[];
  /** Whether parts that are not a ride in a vehicle are faster than the sport allows. */
  isTooFast: boolean;
  dropped: DroppedReadings;
  /** Metres of impossible jumps in the device's distance; its total includes them. */
  leaptMeters: number;
  /** Number of dropped heights that were spikes; the device's total of climb includes them. */
  heightSpikes: number;
}

/**
 * Cleans a recorded track before distance, moving time, climb, grades and best efforts are measured. Linear in the
 * samples.
 *
 * 1. Drops positions or distances that no speed possible in the sport leads to (`pathOf`).
 * 2. Removes the distance of rests (`findRests`).
 * 3. Drops invalid heights (`cleanHeights`).
 * 4. Removes distance and climb of rides in a vehicle (`cutVehicle`).
 */
export const cleanTrack = (track: Track, sport: Sport): CleanTrack => {
  const path = pathOf(track, sport);
  const { heights, spikes, zeros } = cleanHeights(track);
  const rests = findRests(path, heights);
  const { distanceMeters, cutMeters } = distancesAlong(path, track.seconds, rests);
  const cleaned = {
    ...track,
    ...keptPositions(track, path),
    elevationMeters: heights,
    distanceMeters,
  };
  const { track: own, cut, isTooFast } = cutVehicle(sport, cleaned);
  return {
    track: own,
    rests: joinedInTime([
      ...rests.map(({ from, to }) => ({ from: path.seconds[from]!, to: path.seconds[to]! })),
      ...cut.map(({ startSeconds, endSeconds }) => ({ from: startSeconds, to: endSeconds })),
    ]),
    isTooFast,
    dropped: {
      droppedPositions: isCounted(track) ? 0 : path.strays,
      droppedDistances: isCounted(track) ? path.strays : 0,
      droppedHeights: spikes + zeros,
      driftMeters: Math.round(cutMeters),
      vehicleMeters: Math.round(sumOf(cut, ({ distanceMeters: meters }) => meters)),
      vehicleSeconds: Math.round(sumOf(cut, ({ startSeconds, endSeconds }) => endSeconds - startSeconds)),
    },
    leaptMeters: path.leaptMeters,
    heightSpikes: spikes,
  };
};

const sumOf = <Item>(items: readonly Item[], amountOf: (item: Item) => number): number =>
  items.reduce((sum, item) => sum + amountOf(item), 0);

/**
 * Returns the metres from the start to each sample: the length of the path without these stretches. Samples between two
 * points of the path are interpolated by time. All are NaN if the path is empty.
 */
const distancesAlong = (
  path: Path,
  seconds: Float64Array,
  stretches: readonly Stretch[],
): { distanceMeters: Float64Array<ArrayBuffer>; cutMeters: number } => {
  const distanceMeters = new Float64Array(seconds.length);
  if (path.samples.length === 0) return { distanceMeters: distanceMeters.fill(NaN), cutMeters: 0 };
  // The device's distance may begin above 0.
  let meters = path.north[0]!;
  let cutMeters = 0;
  let next = 0;
  for (let point = 1; point < path.samples.length; point += 1) {
    const step = lengthOf({
      east: path.east[point]! - path.east[point - 1]!,
      north: path.north[point]! - path.north[point - 1]!,
    });
    while (next < stretches.length && stretches[next]!.to < point) next += 1;
    const isCut = next < stretches.length && stretches[next]!.from < point;
    if (isCut) cutMeters += step;
    const gained = isCut ? 0 : step;
    const [from, to] = [path.samples[point - 1]!, path.samples[point]!];
    for (let i = from + 1; i <= to; i += 1) {
      const share = i === to ? 1 : (seconds[i]! - seconds[from]!) / (seconds[to]! - seconds[from]!);
      distanceMeters[i] = meters + share * gained;
    }
    meters += gained;
  }
  distanceMeters.fill(meters, path.samples.at(-1));
  return { distanceMeters, cutMeters };
};

const keptPositions = (track: Track, path: Path): Pick<Track, 'latitude' | 'longitude'> => {
  if (isCounted(track) || path.strays === 0) return track;
  const latitude = new Float64Array(track.latitude.length).fill(NaN);
  const longitude = new Float64Array(track.longitude.length).fill(NaN);
  for (const index of path.samples) {
    latitude[index] = track.latitude[index]!;
    longitude[index] = track.longitude[index]!;
  }
  return { latitude, longitude };
};
