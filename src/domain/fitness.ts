import { dateOfDay, dayNumber } from './calendar.ts';
import { groupBy } from './group-by.ts';

/** The two measures of load; they have different units and are never added up. */
export const LOAD_BASES = ['tss', 'trimp'] as const;
export type LoadBasis = (typeof LOAD_BASES)[number];

/** One counted workout's load in points, by each measure; null where it is not known. */
export interface DatedLoad {
  /** `yyyy-MM-dd`, the workout's local day. */
  localDate: string;
  tss: number | null;
  trimp: number | null;
}

/** One day's load, and what the days until then have come to; in points, rounded to 2 decimals. */
export interface FitnessDay {
  /** `yyyy-MM-dd` */
  date: string;
  /** The sum of what is known: 0 on a day of rest, null on a day of workouts of which none is known. */
  tss: number | null;
  trimp: number | null;
  fitness: number;
  fatigue: number;
  /** Fitness less fatigue: above 0 rested, below 0 loaded. */
  form: number;
}

/** The shares that a new day has in the exponential means over 42 and over 7 days. Banister 1975; Allen & Coggan. */
const FITNESS_SHARE = 1 - Math.exp(-1 / 42);
const FATIGUE_SHARE = 1 - Math.exp(-1 / 7);

/** The measure that more of these workouts are known by; TSS where they are even. */
export function basisOf(loads: readonly DatedLoad[]): LoadBasis {
  const known = (basis: LoadBasis) => loads.filter((load) => load[basis] !== null).length;
  return known('trimp') > known('tss') ? 'trimp' : 'tss';
}

/**
 * The days from `from` to `to` (`yyyy-MM-dd`, both included), told from all loads until then, in any order. Both means
 * begin at 0 on the day before the first workout, and fall on days of rest; a load that is not known counts as 0.
 * @throws RangeError when a date is none
 */
export function fitnessDays(
  loads: readonly DatedLoad[],
  { from, to, basis }: { from: string; to: string; basis: LoadBasis },
): FitnessDay[] {
  const byDate = groupBy(loads, (load) => load.localDate);
  const [firstAsked, last] = [dayNumber(from), dayNumber(to)];
  const first = Math.min(firstAsked, ...[...byDate.keys()].map(dayNumber));
  const days: FitnessDay[] = [];
  let fitness = 0;
  let fatigue = 0;
  for (let day = first; day <= last; day += 1) {
    const date = dateOfDay(day);
    const ofDay = byDate.get(date) ?? [];
    const load = sumOf(ofDay, basis) ?? 0;
    fitness += FITNESS_SHARE * (load - fitness);
    fatigue += FATIGUE_SHARE * (load - fatigue);
    if (day < firstAsked) continue;
    days.push({
      date,
      tss: sumOf(ofDay, 'tss'),
      trimp: sumOf(ofDay, 'trimp'),
      fitness: toCents(fitness),
      fatigue: toCents(fatigue),
      form: toCents(fitness - fatigue),
    });
  }
  return days;
}

function sumOf(loads: readonly DatedLoad[], basis: LoadBasis): number | null {
  const known = loads.flatMap((load) => load[basis] ?? []);
  if (known.length === 0 && loads.length > 0) return null;
  return toCents(known.reduce((sum, load) => sum + load, 0));
}

const toCents = (points: number): number => Math.round(points * 100) / 100;
