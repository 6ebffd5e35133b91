import { groupBy } from '../group-by.ts';
import type { AchievementRule, MeasuredKind } from './achievement-rule.ts';
import { ACHIEVEMENTS } from './catalogue.ts';
import type { DatedWorkout, Meter } from './meter.ts';
import { METERS } from './meters.ts';

type MeasuredRule = AchievementRule & { kind: MeasuredKind };

/** The rules that one meter serves, in ascending order of their targets. */
export interface Ladder {
  kind: MeasuredKind;
  rules: MeasuredRule[];
}

/** How far a ladder has been climbed in one period. */
interface Climb {
  meter: Meter;
  value: number;
  /** How many rungs have been reached. */
  reached: number;
}

/** A rule whose target was reached, and in which period. */
export interface Reached {
  rule: AchievementRule;
  periodKey: string;
}

export interface LadderClimber {
  /** Takes the next workout and returns what it reached. */
  take(workout: DatedWorkout): readonly Reached[];
  /** The measure and the first rule not reached in that month, or in its year, for what is earned again in each. */
  standing(month: string): { value: number; next: AchievementRule | undefined };
}

/** Shared, since nearly every workout reaches nothing on nearly every ladder. */
const NOTHING: readonly Reached[] = [];

/** All ladders of the catalogue, in its order. */
export const LADDERS: readonly Ladder[] = laddersOf(ACHIEVEMENTS);

/** Starts a climb from the ground, for one athlete's workouts in the order of their ends. */
export function createClimber({ kind, rules }: Ladder): LadderClimber {
  const [{ sport, per }] = rules as [AchievementRule];
  const climbs = new Map<string, Climb>();
  const periodOf = (month: string): string => periodKeyOf(per, month);

  return {
    take: (workout) => {
      if (sport !== undefined && workout.sport !== sport) return NOTHING;
      const periodKey = periodOf(workout.month);
      let climb = climbs.get(periodKey);
      if (!climb) climbs.set(periodKey, (climb = { meter: METERS[kind](), value: 0, reached: 0 }));
      climb.value = climb.meter(workout);
      const before = climb.reached;
      while (withoutRounding(climb.value) >= (rules[climb.reached]?.target ?? Number.POSITIVE_INFINITY))
        climb.reached++;
      if (climb.reached === before) return NOTHING;
      return rules.slice(before, climb.reached).map((rule) => ({ rule, periodKey }));
    },
    standing: (month) => {
      const climb = climbs.get(periodOf(month));
      return { value: withoutRounding(climb?.value ?? 0), next: rules[climb?.reached ?? 0] };
    },
  };
}

/** The period of a month `yyyy-MM` for rules that are earned again in each: the month, its year, or all time. */
export const periodKeyOf = (per: AchievementRule['per'], month: string): string =>
  per === 'month' ? month : per === 'year' ? month.slice(0, 4) : '';

/** To a millionth: ten workouts of 33.3 km are 333 km, also in binary fractions. */
const withoutRounding = (value: number): number => Math.round(value * 1e6) / 1e6;

function laddersOf(rules: readonly AchievementRule[]): Ladder[] {
  const measured = rules.filter((rule): rule is MeasuredRule => rule.kind !== 'record-broken');
  const groups = groupBy(measured, ({ kind, sport, per }) => [kind, sport, per].join('/'));
  return [...groups.values()].map((group) => ({ kind: (group[0] as MeasuredRule).kind, rules: group }));
}
