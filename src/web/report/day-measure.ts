import type { Units } from '../../domain/athlete.ts';
import type { ReportTotals } from '../../domain/report/report-totals.ts';
import { hoursAndMinutes, distance, inWords, longUnit, wholeNumber } from '../quantities.ts';

/** The measure that the charts of days show. */
export interface DayMeasure {
  name: string;
  valueOf: (totals: ReportTotals) => number;
  inWords: (value: number) => string;
  /** Formats a value of the axis. */
  tickText: (value: number) => string;
}

function distanceIn(units: Units): DayMeasure {
  const { meters, unit } = longUnit(units);
  return {
    name: 'Distance',
    valueOf: ({ distanceMeters }) => distanceMeters / meters,
    inWords: (value) => inWords(distance(value * meters, units)),
    tickText: (value) => `${wholeOrTenth(value)} ${unit}`,
  };
}

const TIME: DayMeasure = {
  name: 'Moving time',
  valueOf: ({ movingSeconds }) => movingSeconds / 3600,
  inWords: (value) => hoursAndMinutes(value * 3600),
  tickText: (value) => `${wholeOrTenth(value)} h`,
};

const wholeOrTenth = (value: number): string =>
  Number.isInteger(value) ? wholeNumber(value) : value.toFixed(1);

/** Returns the distance, or the time if the athlete's sports have no distance. */
export const measureOf = (totals: ReportTotals, units: Units): DayMeasure =>
  totals.distanceMeters > 0 ? distanceIn(units) : TIME;
