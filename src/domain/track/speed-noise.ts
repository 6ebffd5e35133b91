import type { Effort } from '../counted-workout.ts';
import type { DistanceCurve } from './distance-curve.ts';

/** Lags in samples at which speeds are compared. Three are needed to separate noise, acceleration and rounding. */
const LAGS = [1, 2, 4] as const;
/** Samples farther apart do not show the noise. */
const LONGEST_STEP_SECONDS = 2;
/** In m/√s. Less cannot be distinguished from changes of speed and from rounding. */
const LEAST_NOISE = 0.15;
/** The median of the square of a normally distributed number of variance 1. */
const MEDIAN_SQUARE = 0.4549;
/** Width of the density's kernel, as a fraction of the noise of the speeds. */
const KERNEL_SHARE = 0.7;

/**
 * Returns the random walk of a receiver's error along a track in m/√s: 0.4 m/√s are 4 m in 100 s. 0 if the error is
 * small, or the samples are too sparse to show it. The variance of second differences over k samples is 6·n² for
 * rounding, 2·w²·k for the random walk and a²·k⁴ for acceleration, as in an Allan variance (IEEE Std 952). Medians
 * ignore starts, stops and turns.
 */
export const speedNoiseOf = (curve: DistanceCurve): number => {
  const variances = LAGS.map((lag) => varianceOver(curve, lag));
  const [one, two, four] = variances as [number, number, number];
  const acceleration = Math.max(0, (four - two - 2 * (two - one)) / 210);
  const noise = (two - one - 15 * acceleration) / 2;
  return noise > LEAST_NOISE ** 2 ? Math.sqrt(noise) : 0;
};

/** Returns the robust variance of second differences of the distance over `lag` samples, per second between samples. */
const varianceOver = ({ seconds, meters }: DistanceCurve, lag: number): number => {
  const squares: number[] = [];
  for (let i = 2 * lag; i < meters.length; i += 1) {
    const span = seconds[i]! - seconds[i - 2 * lag]!;
    if (span > 2 * lag * LONGEST_STEP_SECONDS) continue;
    const before = (meters[i - lag]! - meters[i - 2 * lag]!) / (seconds[i - lag]! - seconds[i - 2 * lag]!);
    const after = (meters[i]! - meters[i - lag]!) / (seconds[i]! - seconds[i - lag]!);
    if (before > 0 && after > 0) squares.push(((after - before) * span) ** 2 / 4 / (span / 2 / lag));
  }
  if (squares.length === 0) return 0;
  return Float64Array.from(squares).toSorted()[squares.length >> 1]! / MEDIAN_SQUARE;
};

/**
 * Returns the effort with its expected time without the noise (m/√s), which is never shorter. The fastest of many
 * stretches is one in which the noise helped. The speeds of all stretches show by how much: a sprint has no similar
 * stretch and keeps its time, a steady run has many. Source: Tweedie's formula for the true value behind a noisy one, z
 * + σ²·d/dz log f(z), with the density f of all values (Efron 2011, "Tweedie's Formula and Selection Bias", JASA 106).
 * Linear in the samples.
 */
export const withoutNoise = (curve: DistanceCurve, effort: Effort, noise: number): Effort => {
  const { distanceMeters, durationSeconds } = effort;
  if (noise === 0) return effort;
  const speed = distanceMeters / durationSeconds;
  const deviation = noise / Math.sqrt(durationSeconds);
  const width = KERNEL_SHARE * deviation;
  let density = 0;
  let excess = 0;
  for (const other of speedsOver(curve, durationSeconds)) {
    const distance = (speed - other) / width;
    const weight = Math.exp(-(distance ** 2) / 2);
    density += weight;
    excess += weight * distance;
  }
  if (density === 0) return effort;
  const expected = speed - (deviation ** 2 * Math.max(0, excess)) / density / width;
  return { distanceMeters, durationSeconds: Math.round((distanceMeters / expected) * 1000) / 1000 };
};

/** Yields the mean speed in m/s over `span` seconds from each sample. */
function* speedsOver({ seconds, meters }: DistanceCurve, span: number): Generator<number> {
  let next = 1;
  for (let start = 0; start < meters.length; start += 1) {
    const end = seconds[start]! + span;
    while (next < meters.length && seconds[next]! < end) next += 1;
    if (next >= meters.length) return;
    const share = (end - seconds[next - 1]!) / (seconds[next]! - seconds[next - 1]!);
    yield (meters[next - 1]! + share * (meters[next]! - meters[next - 1]!) - meters[start]!) / span;
  }
}
