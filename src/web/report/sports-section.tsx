import type { Units } from '../../domain/athlete.ts';
import type { MonthlyReport } from '../../domain/monthly-report.ts';
import type { ReportTotals } from '../../domain/report/report-totals.ts';
import { SPORT_NAMES } from '../sport-names.ts';
import { sportColour } from './sport-colour.ts';
import { TOTALS } from './totals-section.tsx';

const ORDER: readonly (keyof ReportTotals)[] = [
  'workouts',
  'distanceMeters',
  'movingSeconds',
  'elevationGainMeters',
  'energyKcal',
];
const COLUMNS = TOTALS.toSorted((a, b) => ORDER.indexOf(a.field) - ORDER.indexOf(b.field));

/** Returns whether a month has several sports: with one, the totals say all. */
export const hasSports = ({ bySport }: Pick<MonthlyReport, 'bySport'>): boolean => bySport.length > 1;

/** Shows the totals of each sport. On a phone each value has the label of its column beside it. */
export const SportsSection = ({ report: { bySport }, units }: { report: MonthlyReport; units: Units }) => (
  <section class="card" aria-labelledby="sports">
    <h2 id="sports">By sport</h2>
    <table class="sports">
      <thead>
        <tr>
          {['Sport', ...COLUMNS.map(({ label }) => label)].map((label) => (
            <th scope="col">{label}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {bySport.map((totals) => (
          <tr>
            <th scope="row">
              <span class={`dot ${sportColour(totals.sport)}`}></span>
              {SPORT_NAMES[totals.sport]}
            </th>
            {COLUMNS.map(({ field, label, write }) => (
              // Shows a dash for an amount of 0.
              <td data-label={label}>{totals[field] > 0 ? write(totals, units) : '–'}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  </section>
);
