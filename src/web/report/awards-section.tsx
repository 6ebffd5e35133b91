import { ACHIEVEMENT_ICONS, presentAchievement } from '../../domain/achievements/index.ts';
import type { MonthlyReport } from '../../domain/monthly-report.ts';
import { dayAndMonth } from '../calendar-names.ts';
import { metalOf } from '../assets/live/medals.js';
import { counted } from '../quantities.ts';

/** Lists what the month's workouts earned. An achievement earned several times is listed once. */
export const AwardsSection = ({ awards }: Pick<MonthlyReport, 'awards'>) => (
  <section class="card" aria-labelledby="awards">
    <h2 id="awards">Badges</h2>
    {awards.length === 0 ? (
      <p class="empty">None this month.</p>
    ) : (
      <ul class="awards">
        {toBadges(awards).map(({ achievementId, title, localDate, times }) => (
          <li>
            <Medal achievementId={achievementId} />
            <span class="row-title">
              {title}
              <span class="quiet">
                {times === 1
                  ? dayAndMonth(localDate)
                  : `${counted(times, 'time')}, first on ${dayAndMonth(localDate)}`}
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
  /** Of the workout that earned it first. */
  localDate: string;
  times: number;
}

/** Returns the badges in the order in which they were first earned. */
export function toBadges(awards: MonthlyReport['awards']): Badge[] {
  const badges = new Map<string, Badge>();
  for (const { achievementId, title, localDate } of awards) {
    const badge = badges.get(achievementId);
    if (badge) badge.times += 1;
    else badges.set(achievementId, { achievementId, title, localDate, times: 1 });
  }
  return [...badges.values()];
}
