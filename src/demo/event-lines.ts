import type { AthleteEvent } from '@afterburn/client';
import { clock } from '../domain/clock.ts';
import { inKm } from './screen.ts';

/** Returns a line for an event, or undefined if it is no news. */
export function lineOf({ athleteId, type, data }: AthleteEvent): string | undefined {
  switch (type) {
    case 'achievement.earned':
      return isBrokenRecord(data) ? undefined : `🏅 ${badgeOf(data)} — ${athleteId}`;
    case 'achievement.revoked':
      return isBrokenRecord(data) ? undefined : `↩  ${badgeOf(data)} — taken back from ${athleteId}`;
    case 'record.broken': {
      const record = recordOf(data);
      return record && `🏆 ${record} — ${athleteId}`;
    }
    case 'workout.processed':
      if (data.failedSteps.length === 0) return undefined;
      return `✗  A workout of ${athleteId} went without ${data.failedSteps.join(', ')}`;
    default:
      return undefined;
  }
}

type DataOf<Type> = Extract<AthleteEvent, { type: Type }>['data'];

/** The event `record.broken` reports it with its values. */
const isBrokenRecord = ({ achievementId }: DataOf<'achievement.earned'>): boolean =>
  achievementId === 'record-broken';

const badgeOf = ({ title, periodKey }: DataOf<'achievement.earned'>): string =>
  periodKey ? `${title} (${periodKey})` : title;

const RECORDS: Record<string, string> = {
  longest_distance: 'Longest distance',
  longest_duration: 'Longest time',
  most_elevation: 'Most climb',
  highest_average_speed: 'Fastest on average',
  most_energy: 'Most energy',
};

function recordOf({
  sport,
  kind,
  distanceMeters,
  value,
  previousValue,
  unit,
}: DataOf<'record.broken'>): string | undefined {
  if (value === null) return undefined;
  const what = distanceMeters === null ? (RECORDS[kind] ?? kind) : `Best ${inKm(distanceMeters)}`;
  const before = previousValue === null ? '' : `, before ${valueOf(previousValue, unit)}`;
  return `${what} of a ${sport.replaceAll('_', ' ')}: ${valueOf(value, unit)}${before}`;
}

function valueOf(value: number, unit: string): string {
  if (unit === 's') return clock(value);
  if (unit === 'm') return value < 1000 ? `${Math.round(value)} m` : inKm(value);
  if (unit === 'm/s') return `${(3.6 * value).toFixed(1)} km/h`;
  return `${Math.round(value)} ${unit}`;
}
