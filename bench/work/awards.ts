import { ACHIEVEMENTS } from '../../src/domain/achievements/index.ts';
import type { AchievementRule } from '../../src/domain/achievements/achievement-rule.ts';
import type { Sport } from '../../src/domain/workout.ts';

/** An athlete's scores of all time, and the last workout. */
export interface Totals {
  workouts: number;
  distanceMeters: number;
  durationSeconds: number;
  ofSport: ReadonlyMap<Sport, number>;
  longest: { sport: Sport; distanceMeters: number }[];
}

type Rule = AchievementRule & { kind: 'workouts' | 'total-km' | 'total-hours' | 'longest-km' };

/** Achievements by totals or by one workout. Peers award these, and these are compared. */
const PEER_RULES = ACHIEVEMENTS.filter(
  ({ kind, per, sport }) =>
    per === 'ever' &&
    (kind === 'workouts' ||
      kind === 'longest-km' ||
      (kind.startsWith('total-') && kind !== 'total-climb-m' && !sport)),
) as Rule[];

export const PEER_ACHIEVEMENTS: readonly string[] = PEER_RULES.map(({ id }) => id);

export const earnedWith = (totals: Totals): Rule[] =>
  PEER_RULES.filter((rule) => measureOf(rule, totals) >= rule.target);

function measureOf({ kind, sport }: Rule, totals: Totals): number {
  switch (kind) {
    case 'workouts':
      return sport ? (totals.ofSport.get(sport) ?? 0) : totals.workouts;
    case 'total-km':
      return totals.distanceMeters / 1000;
    case 'total-hours':
      return totals.durationSeconds / 3600;
    case 'longest-km':
      return Math.max(
        0,
        ...totals.longest.flatMap((one) =>
          !sport || one.sport === sport ? [one.distanceMeters / 1000] : [],
        ),
      );
  }
}
