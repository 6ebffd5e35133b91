import type { Units } from '../../domain/athlete.ts';
import { localDateOf, weekdayOf } from '../../domain/local-time.ts';
import type { MonthlyReport } from '../../domain/monthly-report.ts';
import type { ReportDay } from '../../domain/report/report-calendar.ts';
import { dayAndMonth, WEEKDAYS } from '../calendar-names.ts';
import { counted, distance, hoursAndMinutes, inWords, longUnit } from '../quantities.ts';
import { SPORT_NAMES } from '../sport-names.ts';
import { sportColour } from './sport-colour.ts';

/** Shows the days of the month as a calendar: shading by moving time, a dot for each sport. */
export function CalendarSection({ report, units }: { report: MonthlyReport; units: Units }) {
  const most = Math.max(...report.days.map((day) => day.movingSeconds));
  const lastDate = localDateOf(report.asOf, report.timeZone);
  return (
    <section class="card calendar" aria-labelledby="calendar">
      <h2 id="calendar">Day by day</h2>
      <table>
        <thead>
          <tr>
            {WEEKDAYS.map((weekday) => (
              <th scope="col">
                <abbr title={weekday}>{weekday.slice(0, 3)}</abbr>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeksOf(report.days).map((week) => (
            <tr>
              {week.map((day) =>
                day ? (
                  <DayCell day={day} units={units} most={most} isAhead={day.date > lastDate} />
                ) : (
                  <td class="no-day"></td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
      <ul class="legend" aria-label="Sports">
        {report.bySport.map(({ sport }) => (
          <li>
            <span class={`dot ${sportColour(sport)}`}></span>
            {SPORT_NAMES[sport]}
          </li>
        ))}
      </ul>
      <p class="key">
        {amountsInWords(report, units)} {SHADES_IN_WORDS}
      </p>
    </section>
  );
}

/** Darker on a light screen, brighter on a dark one. */
export const SHADES_IN_WORDS = 'A stronger colour means more moving time.';

/** Names the units of the amounts in the cells: `In km or minutes (′).` */
function amountsInWords({ days }: MonthlyReport, units: Units): string {
  const active = days.filter(({ workouts }) => workouts > 0);
  const names = [
    ...(active.some(({ distanceMeters }) => distanceMeters > 0) ? [longUnit(units).unit] : []),
    ...(active.some(({ distanceMeters }) => distanceMeters === 0) ? ['minutes (′)'] : []),
  ];
  return `In ${names.join(' or ')}.`;
}

interface DayCellProps {
  day: ReportDay;
  units: Units;
  /** The moving time of the month's longest day. */
  most: number;
  isAhead: boolean;
}

const HEAT_LEVELS = 4;

/** Returns 1 to 4 for a day with workouts: the higher, the longer in motion. */
export const heatLevel = (movingSeconds: number, most: number): number =>
  Math.max(1, Math.ceil((movingSeconds / most) * HEAT_LEVELS));

function DayCell({ day, units, most, isAhead }: DayCellProps) {
  if (day.workouts === 0)
    return (
      <td class={isAhead ? 'day ahead' : 'day'}>
        <DayNumber date={day.date} />
      </td>
    );
  return (
    <td class={`day heat-${heatLevel(day.movingSeconds, most)}`}>
      <DayNumber date={day.date} />
      <span class="day-amount" aria-hidden="true">
        {day.distanceMeters > 0 ? distance(day.distanceMeters, units).number : shortTime(day.movingSeconds)}
      </span>
      <span class="dots" aria-hidden="true">
        {day.sports.map((sport) => (
          <span class={`dot ${sportColour(sport)}`}></span>
        ))}
      </span>
      <span class="visually-hidden">{dayInWords(day, units)}</span>
    </td>
  );
}

const DayNumber = ({ date }: { date: string }) => (
  <time class="day-number" datetime={date}>
    {Number(date.slice(8))}
  </time>
);

const shortTime = (seconds: number): string => `${Math.round(seconds / 60)}′`;

const dayInWords = (day: ReportDay, units: Units): string =>
  [
    `${dayAndMonth(day.date)}: ${counted(day.workouts, 'workout')}`,
    day.sports.map((sport) => SPORT_NAMES[sport]).join(', '),
    hoursAndMinutes(day.movingSeconds),
    ...(day.distanceMeters > 0 ? [inWords(distance(day.distanceMeters, units))] : []),
  ].join(', ');

/** Returns rows of seven days from Monday on, with null before the first and after the last day. */
export function weeksOf<Day extends { date: string }>(days: readonly Day[]): (Day | null)[][] {
  const before = days[0] ? weekdayOf(days[0].date) - 1 : 0;
  const cells = [...Array.from({ length: before }, () => null), ...days];
  while (cells.length % 7 > 0) cells.push(null);
  return Array.from({ length: cells.length / 7 }, (_, week) => cells.slice(week * 7, week * 7 + 7));
}
