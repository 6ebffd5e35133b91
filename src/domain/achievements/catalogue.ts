import type { AchievementRule } from './achievement-rule.ts';
import { MOMENTS, STREAKS } from './habits.ts';
import type { AchievementIcon } from './icons.ts';
import { SINGLE_WORKOUTS } from './single-workouts.ts';
import { COUNTS, TOTALS } from './totals-of-all-time.ts';
import { TOTALS_OF_PERIODS } from './totals-of-periods.ts';

/** All achievements, each series in ascending order of its tiers. */
export const ACHIEVEMENTS: readonly AchievementRule[] = [
  ...COUNTS,
  ...TOTALS,
  ...SINGLE_WORKOUTS,
  ...STREAKS,
  ...TOTALS_OF_PERIODS,
  ...MOMENTS,
];

const BY_ID = new Map(ACHIEVEMENTS.map((rule) => [rule.id, rule]));

/** Returns the title and icon that athletes see. An achievement that this version does not know has its id as its title. */
export function presentAchievement(achievementId: string): { title: string; icon: AchievementIcon } {
  const { title, icon } = BY_ID.get(achievementId) ?? { title: achievementId, icon: 'star' };
  return { title, icon };
}
