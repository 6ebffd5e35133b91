import type { Track } from '../track/track.ts';
import type { GradeSegment } from './energy-estimate.ts';

/** In shorter segments, the noise of an altimeter would look like a steep grade. */
const SEGMENT_METERS = 100;
const SEGMENT_SECONDS = 60;

/** A steeper grade is noise (Minetti et al. 2002 measured to ± 0.45). */
export const STEEPEST_GRADE = 0.45;

/**
 * Cuts a track into segments of about 100 m, or a minute if slow, with the mean grade of each. Skips samples without
 * distance or elevation.
 */
export function* gradeSegmentsOf(track: Track): Generator<GradeSegment> {
  let from: number | undefined;
  let last: number | undefined;
  for (const index of track.seconds.keys()) {
    if (!hasProfile(track, index)) continue;
    from ??= index;
    last = index;
    const { seconds, meters } = spanBetween(track, from, index);
    if (meters < SEGMENT_METERS && seconds < SEGMENT_SECONDS) continue;
    yield segmentBetween(track, from, index);
    from = index;
  }
  if (from !== undefined && last !== undefined && last > from) yield segmentBetween(track, from, last);
}

const hasProfile = (track: Track, index: number): boolean =>
  Number.isFinite(track.distanceMeters[index]) && Number.isFinite(track.elevationMeters[index]);

const spanBetween = (track: Track, from: number, to: number) => ({
  seconds: difference(track.seconds, from, to),
  meters: difference(track.distanceMeters, from, to),
});

function segmentBetween(track: Track, from: number, to: number): GradeSegment {
  const { seconds, meters } = spanBetween(track, from, to);
  const grade = meters === 0 ? 0 : difference(track.elevationMeters, from, to) / meters;
  return { seconds, meters, grade: Math.max(-STEEPEST_GRADE, Math.min(STEEPEST_GRADE, grade)) };
}

const difference = (column: Float64Array | Float32Array, from: number, to: number): number =>
  (column[to] ?? Number.NaN) - (column[from] ?? Number.NaN);
