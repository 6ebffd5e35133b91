import { LONGEST_BREAK_MS } from '../../domain/recording.ts';
import type { DeviceTotals, RecordedPoint } from './recorded-activity.ts';

interface SessionPoints {
  points: RecordedPoint[];
  /** Number of points outside of the session. */
  outside: number;
}

/**
 * Returns the points of the session with these totals, from points in the order of time. A gap longer than the session
 * and than 4 h is not part of a workout. Points before the session and such a gap are left over from an earlier one,
 * and are left out. Otherwise the device's clock jumped, and the points after the gap are moved back.
 */
export const pointsOfSession = (points: RecordedPoint[], totals: DeviceTotals): SessionPoints => {
  const { startMs, elapsedSeconds, timerSeconds } = totals;
  const lastedMs = 1000 * Math.max(0, ...[elapsedSeconds, timerSeconds].filter(Number.isFinite));
  if (!Number.isFinite(startMs) || lastedMs === 0) return { points, outside: 0 };
  const longestGapMs = Math.max(LONGEST_BREAK_MS, lastedMs);
  let first = 0;
  let outside = 0;
  let jumpedMs = 0;
  let usualStepMs = 0;
  for (let i = 1; i < points.length; i += 1) {
    const point = points[i]!;
    point.timeMs -= jumpedMs;
    const before = points[i - 1]!.timeMs;
    const gapMs = point.timeMs - before;
    if (gapMs > longestGapMs && before < startMs) first = i;
    else if (gapMs > longestGapMs) {
      jumpedMs += gapMs - usualStepMs;
      point.timeMs = before + usualStepMs;
    } else usualStepMs = gapMs;
    if (jumpedMs > 0) outside += 1;
  }
  return { points: points.slice(first), outside: outside + first };
};
