/** @import { AfterburnClient, Leaderboard, LeaderboardEntry } from '@afterburn/client' */
/** @import { AthleteClock } from './athlete-clock.js' */

import { describeCount, describeInUnit } from './figures.js';
import { unlessRefused } from './page-client.js';
import { byId, fill, find, stamp } from './template.js';

const ROWS = 7;
const GLIDE_MS = 600;
/** How long an arrow shows the last change of the athlete's rank. */
const ARROW_MS = 12_000;

/**
 * Shows the part of a leaderboard around the athlete. Rows move to their new positions.
 * @param {{ athleteId: string, client: AfterburnClient, clock: AthleteClock, isPrivate: boolean }} options
 */
export function createLeaderboard({ athleteId, client, clock, isPrivate }) {
  const board = /** @type {HTMLSelectElement} */ (byId('board'));
  const period = /** @type {HTMLSelectElement} */ (byId('board-period'));
  const rows = byId('board-rows');
  /** @type {{ view: string, rank: number | undefined, climbed: number, climbedAt: number }} */
  let last = { view: '', rank: undefined, climbed: 0, climbedAt: 0 };

  const viewNow = () => `${board.value} ${clock.period(period.value)}`;

  async function refresh() {
    const view = viewNow();
    const page = await unlessRefused(read);
    // Another leaderboard may have been chosen in the meantime.
    if (page && view === viewNow()) show(view, page);
  }

  /** Reads the entries around the athlete, or the top if the athlete is not on the leaderboard. */
  async function read() {
    const query = { period: clock.period(period.value), limit: ROWS };
    const around = await client.leaderboards.around(board.value, athleteId, query);
    const isOff = around.entries.length === 0 && around.total > 0;
    return isOff ? client.leaderboards.board(board.value, query) : around;
  }

  /**
   * Returns the last change of rank, in ranks; 0 some seconds later.
   * @param {number | undefined} rank
   * @param {boolean} isSameView
   */
  function climbOf(rank, isSameView) {
    if (!isSameView || rank === undefined || last.rank === undefined) return { climbed: 0, climbedAt: 0 };
    if (rank !== last.rank) return { climbed: last.rank - rank, climbedAt: performance.now() };
    return performance.now() - last.climbedAt < ARROW_MS ? last : { climbed: 0, climbedAt: 0 };
  }

  /** @param {string} view @param {Leaderboard} page */
  function show(view, { entries, total }) {
    const own = entries.find((entry) => entry.athleteId === athleteId);
    const isSameView = last.view === view;
    const before = isSameView ? placesOf(rows) : new Map();
    const { climbed, climbedAt } = climbOf(own?.rank, isSameView);
    rows.replaceChildren(
      ...entries.map((entry) => rowOf(entry, entry === own ? climbed : 0, bestOf(entries))),
    );
    glide(rows, before);
    last = { view, rank: own?.rank, climbed, climbedAt };
    showNote(own, total);
  }

  /** @param {LeaderboardEntry} entry @param {number} climbed @param {number} best */
  function rowOf({ rank, athleteId: id, displayName, score }, climbed, best) {
    const row = stamp('board-row');
    row.dataset.athleteId = id;
    row.classList.toggle('own', id === athleteId);
    row.style.setProperty('--share', `${Math.round((100 * score) / best)}%`);
    fill(row, {
      rank: describeCount(rank),
      move: climbed === 0 ? undefined : `${climbed > 0 ? '▲' : '▼'}${Math.abs(climbed)}`,
      athlete: displayName ?? id,
      score: describeInUnit(score, unitOf(board)),
    });
    if (climbed !== 0) find(row, '[data-field="move"]').dataset.direction = climbed > 0 ? 'up' : 'down';
    return row;
  }

  /** @param {LeaderboardEntry | undefined} own @param {number} total */
  function showNote(own, total) {
    const note = byId('board-note');
    const others = `${describeCount(total)} ${total === 1 ? 'athlete' : 'athletes'}`;
    if (own) note.textContent = `You are ${ordinal(own.rank)} of ${others}.`;
    else if (isPrivate) note.textContent = 'Your profile is private, so you are not on leaderboards.';
    else note.textContent = `You are not on this leaderboard yet${total > 0 ? `; ${others} are` : ''}.`;
    note.hidden = false;
  }

  board.addEventListener('change', () => void refresh());
  period.addEventListener('change', () => void refresh());

  return { refresh };
}

/** @param {HTMLSelectElement} board */
const unitOf = (board) => board.selectedOptions[0]?.dataset.unit ?? '';

/** @param {LeaderboardEntry[]} entries */
const bestOf = (entries) => Math.max(...entries.map(({ score }) => score));

/** @param {HTMLElement} rows @returns {Map<string | undefined, number>} */
const placesOf = (rows) =>
  new Map(
    [...rows.children].map((row) => [
      /** @type {HTMLElement} */ (row).dataset.athleteId,
      row.getBoundingClientRect().top,
    ]),
  );

/**
 * Moves each row from its previous position.
 * @param {HTMLElement} rows
 * @param {Map<string | undefined, number>} before
 */
function glide(rows, before) {
  if (matchMedia('(prefers-reduced-motion: reduce)').matches) return;
  for (const row of rows.children) {
    const top = before.get(/** @type {HTMLElement} */ (row).dataset.athleteId);
    const distance = top === undefined ? 0 : top - row.getBoundingClientRect().top;
    if (distance === 0) continue;
    row.animate([{ transform: `translateY(${distance}px)` }, { transform: 'none' }], {
      duration: GLIDE_MS,
      easing: 'cubic-bezier(0.2, 0.8, 0.2, 1)',
    });
  }
}

/** "1st", "12th", "23rd" @param {number} rank */
function ordinal(rank) {
  const category = new Intl.PluralRules('en', { type: 'ordinal' }).select(rank);
  return `${describeCount(rank)}${{ one: 'st', two: 'nd', few: 'rd', other: 'th', zero: 'th', many: 'th' }[category]}`;
}
