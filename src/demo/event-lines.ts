import type { ToldEvent } from './athlete-stream.ts';
import { asClock, inKm } from './figures.ts';

/** A line for what happened, or nothing where that is no news. */
export function lineOf(event: ToldEvent): string | undefined {
  switch (event.type) {
    case 'achievement.earned':
      return isBrokenRecord(event.data) ? undefined : `🏅 ${badgeOf(event.data)} — ${event.athleteId}`;
    case 'achievement.revoked':
      return isBrokenRecord(event.data)
        ? undefined
        : `↩  ${badgeOf(event.data)} — taken back from ${event.athleteId}`;
    case 'record.broken':
      return `🏆 ${recordOf(event.data)} — ${event.athleteId}`;
    case 'workout.processed':
      return event.data.failedSteps.length > 0
        ? `✗  A workout of ${event.athleteId} went without ${event.data.failedSteps.join(', ')}`
        : undefined;
    case 'workout.accepted':
    case 'report.ready':
    case 'upload.failed':
      return undefined;
    default:
      // A service that is newer than this demo may tell of more.
      return undefined;
  }
}

/** The record itself is told of, with its values. */
const isBrokenRecord = ({ achievementId }: { achievementId: string }): boolean =>
  achievementId === 'record-broken';

const badgeOf = ({ title, periodKey }: { title: string; periodKey?: string }): string =>
  periodKey ? `${title} (${periodKey})` : title;

type BrokenRecord = Extract<ToldEvent, { type: 'record.broken' }>['data'];

const RECORDS: Record<string, string> = {
  longest_distance: 'Longest distance',
  longest_duration: 'Longest time',
  most_elevation: 'Most climb',
  highest_average_speed: 'Fastest on average',
  most_energy: 'Most energy',
};

function recordOf({ sport, kind, distanceMeters, value, previousValue, unit }: BrokenRecord): string {
  const what = distanceMeters === null ? (RECORDS[kind] ?? kind) : `Best ${inKm(distanceMeters)}`;
  const before = previousValue === null ? '' : `, before ${valueOf(previousValue, unit)}`;
  return `${what} of a ${sport.replaceAll('_', ' ')}: ${valueOf(value, unit)}${before}`;
}

function valueOf(value: number, unit: string): string {
  if (unit === 's') return asClock(value);
  if (unit === 'm') return value < 1000 ? `${Math.round(value)} m` : inKm(value);
  if (unit === 'm/s') return `${(3.6 * value).toFixed(1)} km/h`;
  return `${Math.round(value)} ${unit}`;
}
