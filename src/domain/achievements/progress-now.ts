import type { AchievementProgress, AchievementRule } from './achievement-rule.ts';
import { ACHIEVEMENTS } from './catalogue.ts';
import { RULE_SERIES, periodKeyOf } from './rule-series.ts';

const REPEATS = new Map(ACHIEVEMENTS.map(({ id, per }) => [id, per]));
const FIRST_TIERS = RULE_SERIES.flatMap(({ rules }) => rules.slice(0, 1));

/**
 * Returns the progress in the current month (`yyyy-MM`). Stored progress is that of the last active month, since it is
 * computed without a clock. Monthly and yearly achievements start at zero when their period is over.
 */
export function progressNow(
  stored: readonly AchievementProgress[],
  { activeMonth, currentMonth }: { activeMonth: string | null; currentMonth: string },
): readonly AchievementProgress[] {
  if (activeMonth === null || activeMonth >= currentMonth) return stored;
  const isOver = (per: AchievementRule['per'] = 'ever'): boolean =>
    periodKeyOf(per, activeMonth) !== periodKeyOf(per, currentMonth);
  return [
    ...stored.filter(({ achievementId }) => !isOver(REPEATS.get(achievementId))),
    ...FIRST_TIERS.filter(({ per }) => isOver(per)).map(({ id, target }) => ({
      achievementId: id,
      value: 0,
      target,
    })),
  ];
}
