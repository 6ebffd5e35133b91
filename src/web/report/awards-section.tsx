import { ACHIEVEMENT_ICONS, presentAchievement } from '../../domain/achievements/index.ts';
import { localDateOf } from '../../domain/local-time.ts';
import type { MonthlyReport } from '../../domain/monthly-report.ts';
import { dayAndMonth } from '../calendar-names.ts';
import { metalOf } from '../assets/live/medals.js';
import { counted } from '../quantities.ts';

interface AwardsProps {
  awards: MonthlyReport['awards'];
  timeZone: string;
}

/** Lists what the month's workouts earned. An achievement earned several times is listed once. */
export const AwardsSection = ({ awards, timeZone }: AwardsProps) => (
  <section class="card" aria-labelledby="awards">
    <h2 id="awards">Awards</h2>
    {awards.length === 0 ? (
      <p class="empty">None this month.</p>
    ) : (
      <ul class="awards">
        {toBadges(awards).map(({ achievementId, title, earnedAt, times }) => (
          <li>
            <Medal achievementId={achievementId} />
            <span class="row-title">
              {title}
              <span class="quiet">
                {times === 1
                  ? dayAndMonth(localDateOf(earnedAt, timeZone))
                  : `${counted(times, 'time')}, first on ${dayAndMonth(localDateOf(earnedAt, timeZone))}`}
              </span>
            </span>
          </li>
        ))}
      </ul>
    )}
  </section>
);

/** Shows a medal with the icon and colour of the live page. */
function Medal({ achievementId }: { achievementId: string }) {
  const { icon } = presentAchievement(achievementId);
  return (
    <svg class={`medal ${metalOf(icon)}`} viewBox="0 0 24 24" aria-hidden="true">
      <circle cx="12" cy="12" r="12" />
      <path d={ACHIEVEMENT_ICONS[icon]} transform="translate(4.8 4.8) scale(0.6)" />
    </svg>
  );
}

interface Badge {
  achievementId: string;
  title: string;
  earnedAt: string;
  times: number;
}

/** Returns the badges in the order in which they were first earned. */
export function toBadges(awards: MonthlyReport['awards']): Badge[] {
  const badges = new Map<string, Badge>();
  for (const { achievementId, title, earnedAt } of awards) {
    const badge = badges.get(achievementId);
    if (badge) badge.times += 1;
    else badges.set(achievementId, { achievementId, title, earnedAt, times: 1 });
  }
  return [...badges.values()];
}
