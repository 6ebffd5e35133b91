import { RecordingRejected, type RecordedWorkout } from '../../domain/recording.ts';
import { buildTrack } from './build-track.ts';
import { orderPoints } from './ordered-points.ts';
import type { DeviceTotals, RecordedActivity, RecordedPoint } from './recorded-activity.ts';
import { workoutFacts } from './workout-facts.ts';
import { zoneOfPlace } from './zone-of-place.ts';

/**
 * A workout, facts and track, of what a format reader found.
 * @throws RecordingRejected where there is no start, or the facts would be outside the contract's ranges.
 */
export const buildWorkout = ({
  sport,
  isVirtual,
  title,
  points,
  totals,
}: RecordedActivity): RecordedWorkout => {
  const ordered = orderPoints(points);
  const startMs = startOf(ordered, totals);
  const track = ordered.length === 0 ? null : buildTrack(ordered, startMs);
  const timeZone = track === null || isVirtual ? null : zoneOfPlace(track);
  return { facts: workoutFacts({ sport, title, startMs, totals, track, timeZone }), track };
};

/**
 * The first sample's time, or the device's own start where that lies before it. A start whose activity would be over
 * before the first sample, or begin after the last one, is a clock that was set in between: the samples count.
 */
const startOf = (points: readonly RecordedPoint[], totals: DeviceTotals): number => {
  const first = points[0]?.timeMs ?? NaN;
  const last = points.at(-1)?.timeMs ?? NaN;
  const { startMs } = totals;
  if (Number.isNaN(first)) {
    if (startMs >= 0 && startMs < Infinity) return startMs;
    throw new RecordingRejected('recording-without-time', 'No sample and no total has a time.');
  }
  const lasted = Math.max(0, ...[totals.elapsedSeconds, totals.timerSeconds].filter(Number.isFinite));
  const isBeside = startMs + 1000 * lasted >= first && startMs <= last;
  return isBeside ? Math.min(startMs, first) : first;
};
