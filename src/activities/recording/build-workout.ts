import { RecordingRejected, type RecordedWorkout } from '../../domain/recording.ts';
import { buildTrack } from './build-track.ts';
import { orderPoints } from './ordered-points.ts';
import { pointsOfSession } from './session-points.ts';
import type { DeviceTotals, RecordedActivity, RecordedPoint } from './recorded-activity.ts';
import { workoutFacts } from './workout-facts.ts';
import { zoneOfPlace } from './zone-of-place.ts';

/**
 * Builds a workout, facts and track, from the result of a format reader.
 * @throws RecordingRejected if there is no start, most samples have no time, or the facts exceed the contract's ranges
 */
export const buildWorkout = ({
  sport,
  isIndoor,
  title,
  points,
  untimedSamples,
  totals,
}: RecordedActivity): RecordedWorkout => {
  if (untimedSamples > points.length) rejectUntimed(untimedSamples, points.length);
  const { points: ofSession, outside } = pointsOfSession(orderPoints(points), totals);
  const startMs = startOf(ofSession, totals);
  const track = ofSession.length === 0 ? null : buildTrack(ofSession, startMs);
  const timeZone = track === null || isIndoor ? null : zoneOfPlace(track);
  const { facts, contradictedTotals } = workoutFacts({ sport, title, startMs, totals, track, timeZone });
  return {
    facts,
    track,
    leftOut: { samplesWithoutTime: untimedSamples, samplesOutsideSession: outside, contradictedTotals },
  };
};

const rejectUntimed = (untimed: number, timed: number): never => {
  throw new RecordingRejected(
    'recording-without-time',
    `${untimed} of ${untimed + timed} samples have no time; a recording needs one for each.`,
  );
};

/**
 * Returns the time of the first sample, or the device's own start if that is earlier. If the activity would then end
 * before the first sample or begin after the last one, the clock was set in between, and the samples count.
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
