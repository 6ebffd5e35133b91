import type { ReportTotals } from '../../domain/report/report-totals.ts';
import { hoursAndMinutes, inWords, kilometres, wholeNumber } from '../quantities.ts';

/** What the drawings of the days measure. */
export interface DayMeasure {
  name: string;
  valueOf: (totals: ReportTotals) => number;
  inWords: (value: number) => string;
  /** Along an axis. */
  tickText: (value: number) => string;
}

const DISTANCE: DayMeasure = {
  name: 'Distance',
  valueOf: ({ distanceMeters }) => distanceMeters / 1000,
  inWords: (value) => inWords(kilometres(value * 1000)),
  tickText: (value) => `${wholeOrTenth(value)} km`,
};

const TIME: DayMeasure = {
  name: 'Moving time',
  valueOf: ({ movingSeconds }) => movingSeconds / 3600,
  inWords: (value) => hoursAndMinutes(value * 3600),
  tickText: (value) => `${wholeOrTenth(value)} h`,
};

const wholeOrTenth = (value: number): string =>
  Number.isInteger(value) ? wholeNumber(value) : value.toFixed(1);

/** The distance, or the time of somebody whose sports have none. */
export const measureOf = (totals: ReportTotals): DayMeasure => (totals.distanceMeters > 0 ? DISTANCE : TIME);
