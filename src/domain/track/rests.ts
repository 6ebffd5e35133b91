import type { Path } from './path.ts';

/** A stretch between two points of a path, by their positions in it. */
export interface Stretch {
  from: number;
  to: number;
}

/**
 * An athlete in motion leaves each circle within its time. Both are 0.3 m/s, the pace of a steep climb. The small one
 * finds a wait at a traffic light. The large one covers the drift of a phone's receiver, for hours.
 */
const CIRCLES = [
  { meters: 3, seconds: 10 },
  { meters: 10, seconds: 30 },
];
/** Faster steps at the ends of a stay lead into the circle or out of it. */
const STEP_METERS_PER_SECOND = 0.5;
/** A faster ascent, 360 m an hour, is a climb and not a rest. */
const CLIMB_METERS_PER_SECOND = 0.1;
/** At most one circle is checked per second. */
const CENTER_SECONDS = 1;

/**
 * Finds rests: the athlete stays within a small circle around the first point for its time, and does not climb. These
 * are stay points after Li et al. 2008 ("Mining user similarity based on location history"). Overlapping ones are
 * joined. In the order of time.
 */
export const findRests = (path: Path, elevationMeters: Float32Array): Stretch[] =>
  joined(CIRCLES.flatMap((circle) => staysIn(circle, path)))
    .filter((stay) => !isClimb(path, elevationMeters, stay))
    .map((stay) => withoutWays(path, stay))
    .filter(({ from, to }) => to > from);

const staysIn = (circle: { meters: number; seconds: number }, path: Path): Stretch[] => {
  const { seconds } = path;
  const stays: Stretch[] = [];
  let from = 0;
  while (from < seconds.length - 1) {
    let to = from;
    while (to + 1 < seconds.length && metersBetween(path, from, to + 1) <= circle.meters) to += 1;
    if (seconds[to]! - seconds[from]! >= circle.seconds) {
      stays.push({ from, to });
      from = to;
    } else {
      const next = seconds[from]! + CENTER_SECONDS;
      do from += 1;
      while (from < seconds.length && seconds[from]! < next);
    }
  }
  return stays;
};

/** Joins stretches that follow each other closely; by default those that touch or overlap. */
export const joined = (
  stretches: readonly Stretch[],
  isClose = (end: number, start: number): boolean => start <= end,
): Stretch[] => {
  const result: Stretch[] = [];
  for (const stretch of stretches.toSorted((a, b) => a.from - b.from)) {
    const last = result.at(-1);
    if (last && isClose(last.to, stretch.from)) last.to = Math.max(last.to, stretch.to);
    else result.push({ ...stretch });
  }
  return result;
};

const isClimb = (
  { samples, seconds }: Path,
  elevationMeters: Float32Array,
  { from, to }: Stretch,
): boolean => {
  const rise = elevationMeters[samples[to]!]! - elevationMeters[samples[from]!]!;
  return rise >= CLIMB_METERS_PER_SECOND * (seconds[to]! - seconds[from]!);
};

const withoutWays = (path: Path, { from, to }: Stretch): Stretch => {
  const isStep = (point: number) =>
    metersBetween(path, point, point + 1) >
    STEP_METERS_PER_SECOND * (path.seconds[point + 1]! - path.seconds[point]!);
  while (from < to && isStep(from)) from += 1;
  while (to > from && isStep(to - 1)) to -= 1;
  return { from, to };
};

const metersBetween = ({ east, north }: Path, from: number, to: number): number => {
  const dx = east[to]! - east[from]!;
  const dy = north[to]! - north[from]!;
  return Math.sqrt(dx * dx + dy * dy);
};
