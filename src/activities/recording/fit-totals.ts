import { millisecondsOf, numberOf, type FitEvent, type FitSession } from './fit-values.ts';
import type { DeviceTotals } from './recorded-activity.ts';

/**
 * The totals of one session. Without a timer of its own (Apple's exports), the timer is the elapsed time less the
 * pauses that the file's events mark.
 */
export const fitTotals = (session: FitSession, events: readonly FitEvent[]): DeviceTotals => {
  const startMs = millisecondsOf(session.start_time);
  const elapsedSeconds = numberOf(session.total_elapsed_time);
  const paused = pausedSeconds(events, startMs, startMs + 1000 * elapsedSeconds);
  return {
    startMs,
    elapsedSeconds,
    timerSeconds: numberOf(session.total_timer_time ?? (paused > 0 ? elapsedSeconds - paused : undefined)),
    distanceMeters: numberOf(session.total_distance),
    elevationGainMeters: numberOf(session.total_ascent),
    averageHeartRate: numberOf(session.avg_heart_rate),
    maxHeartRate: numberOf(session.max_heart_rate),
    averagePowerWatts: numberOf(session.avg_power),
    energyKcal: numberOf(session.total_calories),
  };
};

const STOPS = new Set<unknown>(['stop', 'stop_all']);

/** Seconds between a stop and the next start of the timer, inside the session. */
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
