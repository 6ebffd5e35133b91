import type { Units } from '../../domain/athlete.ts';
import { clock } from '../../domain/clock.ts';
import type { MonthlyReport } from '../../domain/monthly-report.ts';
import { recordKeyOf, type PersonalRecord } from '../../domain/records.ts';
import { dayAndMonth } from '../calendar-names.ts';
import {
  climb,
  distanceName,
  hoursAndMinutes,
  inWords,
  kilocalories,
  recordDistance,
  speed,
} from '../quantities.ts';
import { SPORT_NAMES } from '../sport-names.ts';

interface RecordsProps {
  records: MonthlyReport['recordsBroken'];
  units: Units;
}

/** Lists the records that were broken, each with its previous value. */
export const RecordsSection = ({ records, units }: RecordsProps) => (
  <section class="card" aria-labelledby="records">
    <h2 id="records">Records broken</h2>
    {records.length === 0 ? (
      <p class="empty">None this month.</p>
    ) : (
      <ul class="rows records">
        {latestOfEach(records).map((record) => (
          <li>
            <span class="row-title">
              {recordTitle(record)}
              <span class="quiet">
                {SPORT_NAMES[record.sport]}, {dayAndMonth(record.localDate)}
              </span>
            </span>
            <span class="row-amount">
              {recordValue(record, record.value, units)}
              {record.previousValue !== null && (
                <span class="quiet">was {recordValue(record, record.previousValue, units)}</span>
              )}
            </span>
          </li>
        ))}
      </ul>
    )}
  </section>
);

/** Returns each record once, with its value from before the month. */
export function latestOfEach<Broken extends PersonalRecord>(records: readonly Broken[]): Broken[] {
  const latest = new Map<string, Broken>();
  for (const record of records) {
    const key = recordKeyOf(record);
    latest.set(key, { ...record, previousValue: latest.get(key)?.previousValue ?? record.previousValue });
  }
  return [...latest.values()];
}

const TITLES: Record<Exclude<PersonalRecord['kind'], 'best_effort'>, string> = {
  longest_distance: 'Longest distance',
  longest_duration: 'Longest time',
  most_elevation: 'Most climb',
  highest_average_speed: 'Highest average speed',
  most_energy: 'Most energy',
};

export const recordTitle = ({ kind, distanceMeters }: PersonalRecord): string =>
  kind === 'best_effort' ? `Fastest ${distanceName(distanceMeters ?? 0)}` : TITLES[kind];

/** Formats a value by its kind: a clock for an effort, hours for the longest time. */
export function recordValue({ kind }: Pick<PersonalRecord, 'kind'>, value: number, units: Units): string {
  if (kind === 'best_effort') return clock(value);
  if (kind === 'longest_duration') return hoursAndMinutes(value);
  if (kind === 'longest_distance') return inWords(recordDistance(value, units));
  if (kind === 'most_elevation') return inWords(climb(value, units));
  if (kind === 'most_energy') return inWords(kilocalories(value));
  return inWords(speed(value, units));
}
