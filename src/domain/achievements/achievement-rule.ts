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

/** How often an achievement can be earned: once, once in each local month or year, or each time it happens. */
export const ACHIEVEMENT_REPEATS = ['ever', 'month', 'year', 'occurrence'] as const;

/** One achievement, as data: it is earned when the measure reaches the target. */
export interface AchievementRule {
  /** Never changes once published: awards are stored under it. */
  id: string;
  /** Shown to athletes, like the description of what to do. */
  title: string;
  description: string;
  icon: AchievementIcon;
  /** `record-broken` is the only kind without a measure: it follows the history of records. */
  kind: MeasuredKind | 'record-broken';
  /** In the unit that the kind names. */
  target: number;
  /** Only workouts of this sport count. If absent, all sports count. */
  sport?: Sport;
  per: (typeof ACHIEVEMENT_REPEATS)[number];
  /** Number within its series, from 1. Absent if the series has one rule. */
  tier?: number;
  /** Never shown as progress. */
  isSurprise?: boolean;
}

export interface Award {
  achievementId: string;
  /**
   * Empty for achievements earned once. Otherwise the local month `yyyy-MM`, the year `yyyy`, or the key of the broken
   * record.
   */
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
