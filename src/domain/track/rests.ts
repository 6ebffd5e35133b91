import type { Path } from './path.ts';

/** From one point of a path to a later one, by their places in it. */
export interface Stretch {
  from: number;
  to: number;
}

/**
 * Somebody in motion leaves each circle within its time. Both mean 0.3 m/s, the pace of a steep climb: the small one
 * finds a wait at a traffic light, the large one holds the wander of a phone's receiver for hours.
 */
const CIRCLES = [
  { meters: 3, seconds: 10 },
  { meters: 10, seconds: 30 },
];
/** Faster steps than this at the ends of a stay are the way into the circle and out of it. */
const STEP_METERS_PER_SECOND = 0.5;
/** Rising at least so fast is a climb, however steep: 360 m an hour. */
const CLIMB_METERS_PER_SECOND = 0.1;
/** A circle is drawn around at most one sample a second. */
const CENTER_SECONDS = 1;

/**
 * Finds where the athlete rests: stretches that stay within a small circle around their first point for longer than
 * somebody in motion would, and do not climb. They are stay points after Li et al. 2008 ("Mining user similarity based on
 * location history"), joined where they touch. In the order of time.
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

/** Joins stretches that follow each other closely enough, in order; by default those that touch or overlap. */
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
