import type { Track } from './track.ts';

/** Distance over time as the straight lines between these points: seconds strictly and metres never decreasing. */
export interface DistanceCurve {
  seconds: number[];
  meters: number[];
  /** How many samples were dropped because of the speed that they imply. */
  droppedSamples: number;
}

/** A point's place in the track's columns, by whose values it is told. */
interface Sample {
  seconds: number;
  meters: number;
}

/**
 * The curve that a track's samples draw, without those that imply a speed above `maxMetersPerSecond`: a sample that is
 * off alone is skipped; where the track goes on from a place that could not have been reached, the jump counts as time
 * without distance. Samples without a distance are passed over, of samples at the same second the last one counts.
 */
export function distanceCurveOf(track: Track, maxMetersPerSecond = Number.POSITIVE_INFINITY): DistanceCurve {
  const samples = distinctSamples(track);
  const curve: DistanceCurve = { seconds: [], meters: [], droppedSamples: 0 };
  let kept: Sample | undefined;
  let jumped = 0;
  for (const [index, sample] of samples.entries()) {
    const isTooFast = kept !== undefined && speedBetween(kept, sample) > maxMetersPerSecond;
    if (kept && isTooFast) {
      curve.droppedSamples++;
      const next = samples[index + 1];
      if (next && speedBetween(kept, next) <= maxMetersPerSecond) continue;
      jumped += sample.meters - kept.meters;
    }
    kept = sample;
    curve.seconds.push(sample.seconds);
    curve.meters.push(sample.meters - jumped);
  }
  return curve;
}

const speedBetween = (from: Sample, to: Sample): number =>
  (to.meters - from.meters) / (to.seconds - from.seconds);

function distinctSamples(track: Track): Sample[] {
  const samples: Sample[] = [];
  for (const [index, meters] of track.distanceMeters.entries()) {
    const seconds = track.seconds[index] ?? Number.NaN;
    if (Number.isNaN(meters) || Number.isNaN(seconds)) continue;
    if (samples.at(-1)?.seconds === seconds) samples.pop();
    samples.push({ seconds, meters });
  }
  return samples;
}
