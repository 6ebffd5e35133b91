import { localDateOf } from '../../domain/local-time.ts';
import type { MonthlyReport } from '../../domain/monthly-report.ts';
import { dayAndMonth } from '../calendar-names.ts';
import { counted } from '../quantities.ts';

interface AwardsProps {
  awards: MonthlyReport['awards'];
  timeZone: string;
}

/** What the month's workouts earned; what was earned more than once stands once. */
export const AwardsSection = ({ awards, timeZone }: AwardsProps) => (
  <section class="card" aria-labelledby="awards">
    <h2 id="awards">Awards</h2>
    {awards.length === 0 ? (
      <p class="empty">None this month.</p>
    ) : (
      <ul class="awards">
        {toBadges(awards).map(({ title, earnedAt, times }) => (
          <li>
            <svg class="medal" viewBox="0 0 24 24" aria-hidden="true">
              <path class="ribbon" d="M7 2h4l2 6-3 2zM17 2h-4l-2 6 3 2z" />
              <circle cx="12" cy="15" r="7" />
              <path
                class="star"
                d="M12 10.6l1.3 2.7 3 .4-2.2 2.1.5 2.9-2.6-1.4-2.6 1.4.5-2.9-2.2-2.1 3-.4z"
              />
            </svg>
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

interface Badge {
  title: string;
  earnedAt: string;
  times: number;
}

/** Awards in the order in which they were earned first. */
function toBadges(awards: MonthlyReport['awards']): Badge[] {
  const badges = new Map<string, Badge>();
  for (const { achievementId, title, earnedAt } of awards) {
    const badge = badges.get(achievementId);
    if (badge) badge.times += 1;
    else badges.set(achievementId, { title, earnedAt, times: 1 });
  }
  return [...badges.values()];
}
