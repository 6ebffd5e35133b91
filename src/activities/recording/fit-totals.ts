import { millisecondsOf, numberOf, type FitEvent, type FitLength, type FitSession } from './fit-values.ts';
import type { ParsedFit } from 'fit-file-parser';
import type { DeviceTotals } from './recorded-activity.ts';

/**
 * Returns the totals of one session. Without a timer (Apple's exports), it is the elapsed time without the pauses that
 * events mark. The moving time is the device's, or that of the pool lengths that were swum.
 */
export const fitTotals = (
  session: FitSession,
  { events = [], lengths = [] }: Pick<ParsedFit, 'events' | 'lengths'>,
): DeviceTotals => {
  const startMs = millisecondsOf(session.start_time);
  const elapsedSeconds = numberOf(session.total_elapsed_time);
  const endMs = startMs + 1000 * elapsedSeconds;
  const paused = pausedSeconds(events, startMs, endMs);
  return {
    startMs,
    elapsedSeconds,
    timerSeconds: numberOf(session.total_timer_time ?? (paused > 0 ? elapsedSeconds - paused : undefined)),
    movingSeconds: numberOf(session.total_moving_time ?? swumSeconds(lengths, startMs, endMs)),
    distanceMeters: numberOf(session.total_distance),
    elevationGainMeters: numberOf(session.total_ascent),
    averageHeartRate: numberOf(session.avg_heart_rate),
    maxHeartRate: numberOf(session.max_heart_rate),
    averagePowerWatts: numberOf(session.avg_power),
    energyKcal: numberOf(session.total_calories),
  };
};

/** Returns the seconds of the lengths that began in the session and were swum; undefined without any. */
const swumSeconds = (lengths: readonly FitLength[], startMs: number, endMs: number): number | undefined => {
  let seconds = 0;
  for (const length of lengths) {
    const at = millisecondsOf(length.start_time);
    if (length.length_type === 'active' && at >= startMs && at <= endMs)
      seconds += numberOf(length.total_timer_time ?? length.total_elapsed_time) || 0;
  }
  return seconds > 0 ? seconds : undefined;
};

const STOPS = new Set<unknown>(['stop', 'stop_all']);

/** Returns the seconds between a stop and the next start of the timer, in the session. */
const pausedSeconds = (events: readonly FitEvent[], startMs: number, endMs: number): number => {
  let paused = 0;
  let stoppedAt: number | undefined;
  for (const event of events.filter((candidate) => candidate.event === 'timer')) {
    const at = Math.min(Math.max(millisecondsOf(event.timestamp), startMs), endMs);
    if (STOPS.has(event.event_type)) {
      stoppedAt ??= at;
    } else if (event.event_type === 'start' && stoppedAt !== undefined) {
      paused += Math.max(0, at - stoppedAt);
      stoppedAt = undefined;
    }
  }
  return paused / 1000;
};
