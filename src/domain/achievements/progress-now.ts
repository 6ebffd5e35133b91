import type { AchievementProgress, AchievementRule } from './achievement-rule.ts';
import { ACHIEVEMENTS } from './catalogue.ts';
import { LADDERS, periodKeyOf } from './ladder.ts';

const REPEATS = new Map(ACHIEVEMENTS.map(({ id, per }) => [id, per]));
const FIRST_RUNGS = LADDERS.flatMap(({ rules }) => rules.slice(0, 1));

/**
 * Progress as it is in a month (`yyyy-MM`), from what it was at the end of the month of the last active day: what is
 * earned each month or year begins with nothing. Stored progress is that of the last active month, since it knows no clock.
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
    ...FIRST_RUNGS.filter(({ per }) => isOver(per)).map(({ id, target }) => ({
      achievementId: id,
      value: 0,
      target,
    })),
  ];
}
