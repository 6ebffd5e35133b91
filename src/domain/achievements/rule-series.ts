import { groupBy } from '../group-by.ts';
import type { AchievementRule, MeasuredKind } from './achievement-rule.ts';
import { ACHIEVEMENTS } from './catalogue.ts';
import type { DatedWorkout, Measure } from './measure.ts';
import { MEASURES } from './measures.ts';

type MeasuredRule = AchievementRule & { kind: MeasuredKind };

/** The rules with the same kind, sport and period, in ascending order of their targets. */
export interface RuleSeries {
  kind: MeasuredKind;
  rules: MeasuredRule[];
}

/** The progress in one series within one period. */
interface PeriodProgress {
  measure: Measure;
  value: number;
  /** Number of rules reached. */
  reached: number;
}

/** A rule whose target was reached, and its period. */
export interface Reached {
  rule: AchievementRule;
  periodKey: string;
}

export interface SeriesProgress {
  /** Adds the next workout and returns the rules that it reached. */
  add(workout: DatedWorkout): readonly Reached[];
  /**
   * Returns the value, and the first rule that is not reached. Rules that repeat use the value of the month, or of its
   * year.
   */
  progress(month: string): { value: number; next: AchievementRule | undefined };
}

/** Shared, since nearly every workout reaches no rule of a series. */
const NOTHING: readonly Reached[] = [];

/** All series of the catalogue, in its order. */
export const RULE_SERIES: readonly RuleSeries[] = seriesOf(ACHIEVEMENTS);

/** Starts the progress in one series, for one athlete's workouts in the order of their ends. */
export function createSeriesProgress({ kind, rules }: RuleSeries): SeriesProgress {
  const [{ sport, per }] = rules as [AchievementRule];
  const periods = new Map<string, PeriodProgress>();
  const periodOf = (month: string): string => periodKeyOf(per, month);

  return {
    add: (workout) => {
      if (sport !== undefined && workout.sport !== sport) return NOTHING;
      const periodKey = periodOf(workout.month);
      let period = periods.get(periodKey);
      if (!period) periods.set(periodKey, (period = { measure: MEASURES[kind](), value: 0, reached: 0 }));
      period.value = period.measure(workout);
      const before = period.reached;
      while (withoutRounding(period.value) >= (rules[period.reached]?.target ?? Number.POSITIVE_INFINITY))
        period.reached++;
      if (period.reached === before) return NOTHING;
      return rules.slice(before, period.reached).map((rule) => ({ rule, periodKey }));
    },
    progress: (month) => {
      const period = periods.get(periodOf(month));
      return { value: withoutRounding(period?.value ?? 0), next: rules[period?.reached ?? 0] };
    },
  };
}

/** Returns the period that a month `yyyy-MM` belongs to: the month, its year, or all time (an empty key). */
export const periodKeyOf = (per: AchievementRule['per'], month: string): string =>
  per === 'month' ? month : per === 'year' ? month.slice(0, 4) : '';

/** Rounds to a millionth: ten workouts of 33.3 km are 333 km, also in binary fractions. */
const withoutRounding = (value: number): number => Math.round(value * 1e6) / 1e6;

function seriesOf(rules: readonly AchievementRule[]): RuleSeries[] {
  const measured = rules.filter((rule): rule is MeasuredRule => rule.kind !== 'record-broken');
  const groups = groupBy(measured, ({ kind, sport, per }) => [kind, sport, per].join('/'));
  return [...groups.values()].map((group) => ({ kind: (group[0] as MeasuredRule).kind, rules: group }));
}
