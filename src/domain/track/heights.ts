import { keepReachable } from './strays.ts';
import type { Track } from './track.ts';

/** No athlete rises or falls faster, and no receiver's wander is larger: what lies beyond is a spike. */
const FASTEST_METERS_PER_SECOND = 5;
const WANDER_METERS = 15;

interface CleanHeights {
  heights: Float32Array<ArrayBuffer>;
  /** How many heights were dropped, by kind. */
  spikes: number;
  zeros: number;
}

/**
 * Returns a track's heights without those that are none: exactly 0, which devices write for "no reading", and spikes
 * of up to a minute. Where the heights go on at another level (a barometer that is set anew), they are moved to the one before,
 * since neither their climb nor their grade is that of the ground.
 */
export const cleanHeights = ({
  seconds,
  elevationMeters,
}: Pick<Track, 'seconds' | 'elevationMeters'>): CleanHeights => {
  const recorded = [...elevationMeters.keys()].filter((index) => !Number.isNaN(elevationMeters[index]));
  const readings = recorded.filter((index) => elevationMeters[index] !== 0);
  const { kept, jumps } = keepReachable({
    indexes: readings,
    seconds,
    isReachable: (from, to) =>
      Math.abs(elevationMeters[to]! - elevationMeters[from]!) <=
      WANDER_METERS + FASTEST_METERS_PER_SECOND * (seconds[to]! - seconds[from]!),
  });
  const heights = new Float32Array(elevationMeters.length).fill(NaN);
  let level = 0;
  let last = 0;
  for (const index of kept) {
    const height = elevationMeters[index]!;
    if (jumps.has(index)) level += last - height;
    heights[index] = height + level;
    last = height;
  }
  const spikes = readings.length - kept.length;
  return { heights, spikes, zeros: recorded.length - readings.length };
};
