/** The longest error of a receiver. A stretch of the real track that is as short would not be missed. */
const LONGEST_STRAY_SECONDS = 60;
/** Bounds the search in files with thousands of samples a second. */
const MOST_STRAY_SAMPLES = 60;

interface Readings {
  /** The samples that have the reading, by their index in the track. */
  indexes: readonly number[];
  /** Seconds since the workout's start, by index. */
  seconds: Float64Array;
  /** Whether the second sample can follow the first one. */
  isReachable: (from: number, to: number) => boolean;
  /** Whether the recording was paused before this sample. The distance across a pause is not checked. */
  isAfterBreak?: (index: number) => boolean;
}

export interface KeptReadings {
  /** Indexes in the track, in the order of time. */
  kept: number[];
  /** Samples of `kept` that cannot be reached from the one before: the track jumps there. */
  jumps: Set<number>;
}

/**
 * Separates stray readings from the track: no possible speed leads to them or back. A stray stretch lasts at most a
 * minute or 60 samples. A longer one belongs to the track, which then jumps. If half of the readings or more would be
 * stray, nothing shows which half is right, and all are kept without jumps.
 */
export const keepReachable = (readings: Readings): KeptReadings => {
  const { indexes, seconds, isReachable, isAfterBreak = () => false } = readings;
  const kept: number[] = [];
  /** Positions in `kept` at which a stretch begins that cannot be reached from the one before. */
  const starts: number[] = [0];
  let next = 0;
  while (next < indexes.length) {
    const index = indexes[next]!;
    const last = kept.at(-1);
    if (last === undefined || isReachable(last, index)) {
      kept.push(index);
      next += 1;
      continue;
    }
    const start = starts.at(-1)!;
    const end = isAfterBreak(index) ? undefined : endOfStray(readings, last, next);
    if (end !== undefined && end - next <= kept.length - start) {
      next = end;
      continue;
    }
    // If two stretches exclude each other, the shorter one is stray.
    const lasted = seconds[last]! - seconds[kept[start]!]!;
    const isStray = lasted <= LONGEST_STRAY_SECONDS && kept.length - start <= MOST_STRAY_SAMPLES;
    if (isStray && !isAfterBreak(index)) {
      kept.length = start;
      if (starts.length > 1) starts.pop();
      continue;
    }
    starts.push(kept.length);
    kept.push(index);
    next += 1;
  }
  if (kept.length * 2 <= indexes.length) return { kept: [...indexes], jumps: new Set() };
  return { kept, jumps: new Set(starts.slice(1).flatMap((start) => kept[start] ?? [])) };
};

/**
 * Returns the position in `indexes` after a stray stretch that begins at `from`. That is the end if the recording ends
 * first; undefined if the stretch is too long to be stray.
 */
const endOfStray = ({ indexes, seconds, isReachable }: Readings, last: number, from: number) => {
  const limit = seconds[indexes[from]!]! + LONGEST_STRAY_SECONDS;
  let at = from + 1;
  for (; at < indexes.length; at += 1) {
    const index = indexes[at]!;
    if (seconds[index]! > limit || at - from > MOST_STRAY_SAMPLES) return undefined;
    if (isReachable(last, index)) return at;
  }
  return at;
};
