interface Interval {
  /** Milliseconds since 1970. */
  startedAtMs: number;
  endedAtMs: number;
}

/** Adds an interval, in the order of the intervals' ends. @returns the milliseconds that no earlier interval covers */
export type TakeInterval = (interval: Interval) => number;

/** Creates a union of intervals, in which overlapping time counts once. Linear in the number of intervals. */
export function beginTimeUnion(): TakeInterval {
  const islands: Interval[] = [];
  return ({ startedAtMs, endedAtMs }) => {
    let fresh = endedAtMs - startedAtMs;
    let start = startedAtMs;
    for (let last = islands.at(-1); last && last.endedAtMs >= startedAtMs; last = islands.at(-1)) {
      fresh -= last.endedAtMs - Math.max(last.startedAtMs, startedAtMs);
      start = Math.min(start, last.startedAtMs);
      islands.pop();
    }
    islands.push({ startedAtMs: start, endedAtMs });
    return fresh;
  };
}
