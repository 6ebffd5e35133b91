import { LEADERBOARDS } from '../domain/leaderboards.ts';

const PERIODS = [
  { kind: 'week', label: 'This week' },
  { kind: 'month', label: 'This month' },
  { kind: 'year', label: 'This year' },
  { kind: 'all', label: 'All time' },
];

/** Shows a leaderboard around the athlete; at first this month's distance. */
export const LeaderboardSection = () => (
  <section class="card" aria-labelledby="board-title">
    <h2 id="board-title">Leaderboard</h2>
    <div class="board-choice">
      <label class="visually-hidden" for="board">
        Leaderboard
      </label>
      <select id="board" class="small-select">
        {LEADERBOARDS.map(({ board, title, unit }) => (
          <option value={board} data-unit={unit}>
            {title}
          </option>
        ))}
      </select>
      <label class="visually-hidden" for="board-period">
        Period
      </label>
      <select id="board-period" class="small-select">
        {PERIODS.map(({ kind, label }) => (
          <option value={kind} selected={kind === 'month'}>
            {label}
          </option>
        ))}
      </select>
    </div>
    <table class="board" aria-labelledby="board-title">
      <thead class="visually-hidden">
        <tr>
          <th scope="col">Rank</th>
          <th scope="col">Athlete</th>
          <th scope="col">Score</th>
        </tr>
      </thead>
      <tbody id="board-rows"></tbody>
    </table>
    <p id="board-note" class="empty" role="status" hidden></p>
    <template id="board-row">
      <tr class="board-row">
        <td class="board-rank">
          <span data-field="rank"></span>
          <span class="board-move" data-field="move" hidden></span>
        </td>
        <th scope="row" class="board-athlete" data-field="athlete"></th>
        <td class="board-score" data-field="score"></td>
      </tr>
    </template>
  </section>
);
