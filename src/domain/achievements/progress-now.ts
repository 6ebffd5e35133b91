import type { AchievementProgress } from './achievement-rule.ts';
import { ACHIEVEMENTS } from './catalogue.ts';
import { LADDERS } from './ladder.ts';

type Progress = Pick<AchievementProgress, 'achievementId' | 'value' | 'target'>;

const MONTHLY = new Set(ACHIEVEMENTS.filter(({ per }) => per === 'month').map(({ id }) => id));
const MONTHLY_STARTS = LADDERS.flatMap(({ rules }) => rules.slice(0, 1)).filter(({ id }) => MONTHLY.has(id));

/**
 * Progress as it is in a month (`yyyy-MM`), from what it was at the end of the month of the last active day: what is earned
 * each month begins with nothing. Stored progress tells of that last month, since it knows no clock.
 */
export const progressNow = (
  stored: readonly Progress[],
  { activeMonth, currentMonth }: { activeMonth: string | null; currentMonth: string },
): readonly Progress[] =>
  activeMonth === null || activeMonth >= currentMonth
    ? stored
    : [
        ...stored.filter(({ achievementId }) => !MONTHLY.has(achievementId)),
        ...MONTHLY_STARTS.map(({ id, target }) => ({ achievementId: id, value: 0, target })),
      ];
