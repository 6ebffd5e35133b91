import type { Sport } from '../workout.ts';
import type { AchievementIcon } from './icons.ts';

/** What a rule measures; each has one function in measures.ts. */
export const ACHIEVEMENT_KINDS = [
  'workouts',
  'total-km',
  'total-climb-m',
  'total-hours',
  'longest-km',
  'day-streak',
  'week-streak',
  'eddington',
  'active-days',
  'early-starts',
  'late-starts',
  'full-weekends',
  'quiet-days',
] as const;
export type MeasuredKind = (typeof ACHIEVEMENT_KINDS)[number];

/** How often an achievement can be earned: once, once in each local month or year, or each time that it happens. */
export const ACHIEVEMENT_REPEATS = ['ever', 'month', 'year', 'occurrence'] as const;

/** One achievement, as data: it is earned when the measure reaches the target. */
export interface AchievementRule {
  /** Never changes once published: awards are stored under it. */
  id: string;
  /** For athletes, as is the description: what to do for it. */
  title: string;
  description: string;
  icon: AchievementIcon;
  /** `record-broken` is the only kind without a measure: it follows the history of records. */
  kind: MeasuredKind | 'record-broken';
  /** In the unit that the kind names. */
  target: number;
  /** Only workouts of this sport count; of any when absent. */
  sport?: Sport;
  per: (typeof ACHIEVEMENT_REPEATS)[number];
  /** Its number within its series, from 1. Absent where the series has one rule. */
  tier?: number;
  /** Nothing to work towards, hence never shown as progress. */
  isSurprise?: boolean;
}

export interface Award {
  achievementId: string;
  /** Empty for what is earned once; else the local month `yyyy-MM` or year `yyyy`, or the name of the record's break. */
  periodKey: string;
  tier?: number;
  /** The workout that reached the target, in the order of the workouts' ends. */
  workoutId: string;
  /** That workout's end. */
  earnedAt: string;
}

/** How far an athlete has come towards the next rule of a series. */
export interface AchievementProgress {
  achievementId: string;
  value: number;
  target: number;
}
