import type { Units } from '../../domain/athlete.ts';
import type { MonthlyReport } from '../../domain/monthly-report.ts';
import type { ReportTotals } from '../../domain/report/report-totals.ts';
import {
  climb,
  distance,
  hoursAndMinutes,
  inWords,
  kilocalories,
  wholeNumber,
  type Quantity,
} from '../quantities.ts';
import { SPORT_NAMES } from '../sport-names.ts';
import { sportColour } from './sport-colour.ts';

interface Column {
  label: string;
  write: (totals: ReportTotals, units: Units) => string;
}

const COLUMNS: readonly Column[] = [
  { label: 'Workouts', write: ({ workouts }) => wholeNumber(workouts) },
  {
    label: 'Distance',
    write: (totals, units) => orDash(totals.distanceMeters, (meters) => distance(meters, units)),
  },
  { label: 'Moving time', write: ({ movingSeconds }) => hoursAndMinutes(movingSeconds) },
  {
    label: 'Climb',
    write: (totals, units) => orDash(totals.elevationGainMeters, (meters) => climb(meters, units)),
  },
  { label: 'Energy', write: (totals) => orDash(totals.energyKcal, kilocalories) },
];

/** An amount that a sport does not have is a dash. */
const orDash = (value: number, quantityOf: (value: number) => Quantity): string =>
  value > 0 ? inWords(quantityOf(value)) : '–';

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
            {COLUMNS.map(({ label, write }) => (
              <td data-label={label}>{write(totals, units)}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  </section>
);
