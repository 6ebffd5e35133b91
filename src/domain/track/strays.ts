/** Longer than any receiver is lost at once, and shorter than a stretch that an athlete would miss. */
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
  /** Whether the recording was paused before this sample: where it goes on is not judged. */
  isAfterBreak?: (index: number) => boolean;
}

export interface KeptReadings {
  /** In the order of time. */
  kept: number[];
  /** Those of `kept` that cannot be reached from the one before: the track goes on elsewhere. */
  jumps: Set<number>;
}

/**
 * Separates stray readings from the track: those that no possible speed leads to, and from which none leads back. A
 * stray stretch lasts at most a minute or 60 samples, wherever it lies; a longer one is a part of the track, which
 * then jumps. Where half of the readings or more would be stray, the file does not say which half is right, and all
 * are kept, without jumps.
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
    // Of two stretches that exclude each other the shorter one is the stray.
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
 * The position in `indexes` at which the track is back, of a stray stretch that begins at `from`; its end, where the
 * recording ends with it; undefined where it goes on for too long to be one.
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
