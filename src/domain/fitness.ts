import { dateOfDay, dayNumber } from './calendar.ts';
import { groupBy } from './group-by.ts';
import { toCents } from './rounding.ts';

/** The two measures of load. They have different units and are never added. */
export const LOAD_BASES = ['tss', 'trimp'] as const;
export type LoadBasis = (typeof LOAD_BASES)[number];

/** A counted workout's load in points, by each measure; null if unknown. */
export interface DatedLoad {
  /** `yyyy-MM-dd`, the workout's local day. */
  localDate: string;
  tss: number | null;
  trimp: number | null;
}

/** A day's load, and fitness and fatigue up to this day; in points, rounded to 2 decimals. */
export interface FitnessDay {
  /** `yyyy-MM-dd` */
  date: string;
  /** The sum of the known loads: 0 on a day of rest, null on a day of workouts without a known load. */
  tss: number | null;
  trimp: number | null;
  fitness: number;
  fatigue: number;
  /** Fitness less fatigue: above 0 rested, below 0 loaded. */
  form: number;
}

/** Time constants of the exponential means, in days. Banister 1975; Allen & Coggan. */
const FITNESS_DAYS = 42;
const FATIGUE_DAYS = 7;

/** Returns the measure that is known for more of these workouts; TSS on a tie. */
export function basisOf(loads: readonly DatedLoad[]): LoadBasis {
  const known = (basis: LoadBasis) => loads.filter((load) => load[basis] !== null).length;
  return known('trimp') > known('tss') ? 'trimp' : 'tss';
}

/**
 * Computes the days from `from` to `to` (`yyyy-MM-dd`, inclusive), from all loads up to then, in any order. Fitness and
 * fatigue are exponential means in which a new day has the weight 1 − e^(−1/42) and 1 − e^(−1/7). They begin at 0 on
 * the day before the first workout. An unknown load counts as 0.
 * @throws RangeError if a date is invalid
 */
export function fitnessDays(
  loads: readonly DatedLoad[],
  { from, to, basis }: { from: string; to: string; basis: LoadBasis },
): FitnessDay[] {
  const byDay = groupBy(loads, (load) => dayNumber(load.localDate));
  const [first, last] = [dayNumber(from), dayNumber(to)];
  const requested = Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
  const earlier = [...byDay.keys()].filter((day) => day < first).sort((a, b) => a - b);
  let before = { day: earlier[0] ?? first, fitness: 0, fatigue: 0 };
  const days = [...earlier, ...requested].map((day) => {
    const load = sumOf(byDay.get(day), basis) ?? 0;
    const mean = (value: number, memoryDays: number) =>
      value * Math.exp((before.day - day) / memoryDays) + load * (1 - Math.exp(-1 / memoryDays));
    before = {
      day,
      fitness: mean(before.fitness, FITNESS_DAYS),
      fatigue: mean(before.fatigue, FATIGUE_DAYS),
    };
    return before;
  });
  return days.slice(earlier.length).map(({ day, fitness, fatigue }) => ({
    date: dateOfDay(day),
    tss: sumOf(byDay.get(day), 'tss'),
    trimp: sumOf(byDay.get(day), 'trimp'),
    fitness: toCents(fitness),
    fatigue: toCents(fatigue),
    form: toCents(fitness - fatigue),
  }));
}

function sumOf(loads: readonly DatedLoad[] | undefined, basis: LoadBasis): number | null {
  if (loads === undefined) return 0;
  const known = loads.flatMap((load) => load[basis] ?? []);
  return known.length === 0 ? null : toCents(known.reduce((sum, load) => sum + load, 0));
}
