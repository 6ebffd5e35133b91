import { LONGEST_BREAK_MS } from '../../domain/recording.ts';
import type { Sport } from '../../domain/workout.ts';
import { noTotals, type RecordedActivity, type RecordedPoint } from './recorded-activity.ts';

export interface GpxTrack {
  title: string | null;
  /** Null if the file names none. */
  sport: Sport | null;
  isIndoor: boolean;
  /** Points with a time. */
  points: RecordedPoint[];
  untimedSamples: number;
}

/**
 * Groups a file's tracks into activities. Devices begin a new track at each power-on, some apps at each lap. A track
 * begins another activity if it names another sport, starts more than 4 h after the end of the previous one, or
 * overlaps it (two devices or two people in one file).
 */
export const gpxActivities = (tracks: GpxTrack[], fileTitle: string | null): RecordedActivity[] => {
  const recorded = tracks
    .filter((track) => track.points.length > 0)
    .map((track) => ({ ...track, ...spanOf(track.points) }))
    .toSorted((a, b) => a.startMs - b.startMs);
  const joined: TimedTrack[] = [];
  for (const track of recorded) {
    const previous = joined.at(-1);
    if (previous !== undefined && continues(previous, track)) join(previous, track);
    else joined.push(track);
  }
  return joined.map(({ sport, isIndoor, title, points, untimedSamples }) => ({
    sport: sport ?? 'other',
    isIndoor,
    title: title ?? fileTitle,
    points,
    untimedSamples,
    totals: noTotals(),
  }));
};

interface TimedTrack extends GpxTrack {
  startMs: number;
  endMs: number;
}

const continues = (previous: TimedTrack, next: TimedTrack): boolean =>
  (next.sport === null || previous.sport === null || next.sport === previous.sport) &&
  next.startMs >= previous.endMs &&
  next.startMs - previous.endMs <= LONGEST_BREAK_MS;

const join = (previous: TimedTrack, next: TimedTrack): void => {
  const [first] = next.points;
  if (first !== undefined) first.afterBreak = true;
  for (const point of next.points) previous.points.push(point);
  previous.sport ??= next.sport;
  previous.isIndoor ||= next.isIndoor;
  previous.untimedSamples += next.untimedSamples;
  previous.title ??= next.title;
  previous.endMs = next.endMs;
};

const spanOf = (points: RecordedPoint[]): { startMs: number; endMs: number } => {
  let startMs = Infinity;
  let endMs = -Infinity;
  for (const { timeMs } of points) {
    if (timeMs < startMs) startMs = timeMs;
    if (timeMs > endMs) endMs = timeMs;
  }
  return { startMs, endMs };
};
