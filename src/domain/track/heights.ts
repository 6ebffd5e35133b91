import { keepReachable } from './strays.ts';
import type { Track } from './track.ts';

/** A faster change, beyond the error of a receiver, is a spike. */
const FASTEST_METERS_PER_SECOND = 5;
const WANDER_METERS = 15;

interface CleanHeights {
  heights: Float32Array<ArrayBuffer>;
  /** Number of dropped heights, by kind. */
  spikes: number;
  zeros: number;
}

/**
 * Returns a track's heights without invalid ones: exactly 0, which devices write for "no reading", and spikes of up to
 * a minute. If a barometer is reset and the heights continue at another level, they are moved back to the previous
 * level.
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
