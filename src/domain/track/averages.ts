/** A sensor's value is valid until the next sample, but not over a pause. */
const LONGEST_HOLD_SECONDS = 10;

/**
 * Returns the time-weighted mean of a column in its unit; null without values. Each sample is weighted by the seconds
 * until the next one, at most 10. So neither a pause nor a device that writes only changes distorts the mean.
 */
export const averageOf = (seconds: Float64Array, column: Float32Array): number | null => {
  let sum = 0;
  let weight = 0;
  for (let i = 0; i < column.length; i += 1) {
    const value = column[i] ?? NaN;
    if (Number.isNaN(value)) continue;
    const next = seconds[i + 1];
    const held = next === undefined ? 1 : Math.min(next - (seconds[i] ?? 0), LONGEST_HOLD_SECONDS);
    sum += value * held;
    weight += held;
  }
  return weight > 0 ? sum / weight : null;
};

/** Returns the greatest value of a column in its unit; null without values. */
export const maximumOf = (column: Float32Array): number | null => {
  let maximum = -Infinity;
  for (const value of column) if (value > maximum) maximum = value;
  return maximum === -Infinity ? null : maximum;
};
