import { addDays, datesOfMonth } from '../calendar.ts';
import { basisOf, fitnessDays, type DatedLoad, type FitnessDay, type LoadBasis } from '../fitness.ts';
import { toCents } from '../rounding.ts';

/** The month's training load, fitness and fatigue; in points, rounded to 2 decimals. */
export interface ReportLoad {
  /** The measure of fitness and fatigue. */
  basis: LoadBasis;
  /** The month's sum by that measure. */
  load: number;
  fitness: number;
  /** On the day before the month. */
  fitnessBefore: number;
  fatigue: number;
  form: number;
  /** From the first day of the month to its last day, or to today. */
  days: FitnessDay[];
}

interface Reached {
  /** `yyyy-MM` */
  month: string;
  /** `yyyy-MM-dd`, the local day on which the report is built; in the month or after it. */
  today: string;
}

/**
 * Computes the training load of a month from all loads until its end, in any order; null if none of the month is
 * known.
 */
export function reportLoadOf(loads: readonly DatedLoad[], { month, today }: Reached): ReportLoad | null {
  const dates = datesOfMonth(month).filter((date) => date <= today);
  const [from, to] = [dates[0], dates.at(-1)];
  if (from === undefined || to === undefined) return null;
  const until = loads.filter(({ localDate }) => localDate <= to);
  const basis = basisOf(until);
  const [before, ...days] = fitnessDays(until, { from: addDays(from, -1), to, basis });
  const last = days.at(-1);
  if (!before || !last || !until.some((load) => load.localDate >= from && load[basis] !== null)) return null;
  const load = days.reduce((sum, day) => sum + (day[basis] ?? 0), 0);
  return {
    basis,
    load: toCents(load),
    fitness: last.fitness,
    fitnessBefore: before.fitness,
    fatigue: last.fatigue,
    form: last.form,
    days,
  };
}
