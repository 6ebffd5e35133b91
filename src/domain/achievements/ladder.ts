import { groupBy } from '../group-by.ts';
import type { AchievementRule, MeasuredKind } from './achievement-rule.ts';
import { ACHIEVEMENTS } from './catalogue.ts';
import { monthOf, dateOfDay } from '../calendar.ts';
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
  /** Takes the next workout; tells what it reached. */
  take(workout: DatedWorkout): readonly Reached[];
  /** The measure and the first rule not reached in that period (a month for monthly ladders). */
  standing(month: string): { value: number; next: AchievementRule | undefined };
  /** What it needs to go on with workouts of that day and later ones. */
  state(fromDay: number): LadderState;
}

/** How far a ladder had been climbed when it was put down, as JSON. */
export type LadderState = { period: string; value: number; reached: number; meter: unknown }[];

/** Shared, since nearly every workout reaches nothing on nearly every ladder. */
const NOTHING: readonly Reached[] = [];

/** All ladders of the catalogue, in its order. */
export const LADDERS: readonly Ladder[] = laddersOf(ACHIEVEMENTS);

/** A climb from the ground or from where it was put down, for one athlete's workouts in the order of their ends. */
export function createClimber(ladder: Ladder, from: LadderState = []): LadderClimber {
  const [{ sport, per }] = ladder.rules as [AchievementRule];
  const begin = METERS[ladder.kind];
  const climbs = new Map<string, Climb>(
    from.map(({ period, meter, ...climb }) => [period, { ...climb, meter: begin(meter) }]),
  );
  const periodOf = (month: string): string => (per === 'month' ? month : '');

  return {
    take: (workout) => {
      if (sport !== undefined && workout.sport !== sport) return NOTHING;
      const periodKey = periodOf(workout.month);
      const climb = climbs.get(periodKey) ?? { meter: begin(), value: 0, reached: 0 };
      climbs.set(periodKey, climb);
      climb.value = withoutRounding(climb.meter.take(workout));
      const before = climb.reached;
      while (climb.value >= (ladder.rules[climb.reached]?.target ?? Number.POSITIVE_INFINITY))
        climb.reached++;
      if (climb.reached === before) return NOTHING;
      return ladder.rules.slice(before, climb.reached).map((rule) => ({ rule, periodKey }));
    },
    standing: (month) => {
      const climb = climbs.get(periodOf(month));
      return { value: climb?.value ?? 0, next: ladder.rules[climb?.reached ?? 0] };
    },
    state: (fromDay) =>
      [...climbs]
        .filter(([period]) => period === '' || period >= monthOf(dateOfDay(fromDay)))
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(([period, { meter, ...climb }]) => ({ period, ...climb, meter: meter.state(fromDay) })),
  };
}

/** To a millionth: ten workouts of 33.3 km are 333 km, also in binary fractions. */
const withoutRounding = (value: number): number => Math.round(value * 1e6) / 1e6;

function laddersOf(rules: readonly AchievementRule[]): Ladder[] {
  const measured = rules.filter((rule): rule is MeasuredRule => rule.kind !== 'record-broken');
  const groups = groupBy(measured, ({ kind, sport, per }) => [kind, sport, per].join('/'));
  return [...groups.values()].map((group) => ({ kind: (group[0] as MeasuredRule).kind, rules: group }));
}
