import { findLeaderboard } from '../../domain/leaderboards.ts';
import type { ReportRank } from '../../domain/monthly-report.ts';
import { inWords, ordinal, wholeNumber } from '../quantities.ts';

/** Lists the athlete's ranks on the month's leaderboards, with the number of athletes. */
export const RanksSection = ({ ranks }: { ranks: readonly ReportRank[] }) => (
  <section class="card" aria-labelledby="ranks">
    <h2 id="ranks">On the leaderboards</h2>
    {ranks.length === 0 ? (
      <p class="empty">None this month. Only public workouts of public athletes are ranked.</p>
    ) : (
      <ul class="rows">
        {ranks.map(({ board, rank, total, percentile }) => (
          <li>
            <span class="row-title">
              {findLeaderboard(board)?.title ?? board}
              {percentile !== null && <span class="quiet">{topShare(percentile)} of athletes</span>}
            </span>
            <Standing rank={rank} total={total} />
            <span class="row-amount">
              {ordinal(rank)}
              <span class="quiet">of {wholeNumber(total)}</span>
            </span>
          </li>
        ))}
      </ul>
    )}
  </section>
);

/** Formats a percentile as `top 8 %`. */
export const topShare = (percentile: number): string =>
  `top ${inWords({ number: wholeNumber(Math.max(1, 100 - percentile)), unit: '%' })}`;

/** Shows the share of athletes at or below this rank. */
const Standing = ({ rank, total }: { rank: number; total: number }) => (
  <svg class="standing" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
    <rect class="track" width="100" height="6" />
    <rect class="bar" width={(((total - rank + 1) / total) * 100).toFixed(1)} height="6" />
  </svg>
);
