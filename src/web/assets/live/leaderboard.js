/** @import { ApiClient } from './api-client.js' */
/** @import { AthleteClock } from './athlete-clock.js' */

import { describeCount, describeInUnit } from './figures.js';
import { byId, fill, find, stamp } from './template.js';

const ROWS = 7;
const MOVE_MS = 600;

/** @typedef {{ rank: number, athleteId: string, displayName?: string, score: number }} Entry */

/**
 * A board around the athlete. It is read again whenever something moved; rows glide to their new places.
 * @param {{ athleteId: string, client: ApiClient, clock: AthleteClock, isPrivate: boolean }} options
 */
export function createLeaderboard({ athleteId, client, clock, isPrivate }) {
  const board = /** @type {HTMLSelectElement} */ (byId('board'));
  const period = /** @type {HTMLSelectElement} */ (byId('board-period'));
  const rows = byId('board-rows');
  /** @type {{ view: string, rank: number | undefined }} */
  let last = { view: '', rank: undefined };

  async function refresh() {
    const view = `${board.value}?period=${clock.period(period.value)}`;
    const query = `&around=${encodeURIComponent(athleteId)}&limit=${ROWS}`;
    const answer = await client.send(`/v1/leaderboards/${view}${query}`);
    // Meanwhile another board may have been chosen.
    if (answer.kind !== 'done' || view !== `${board.value}?period=${clock.period(period.value)}`) return;
    show(view, answer.body);
  }

  /** @param {string} view @param {{ entries: Entry[], total: number }} page */
  function show(view, { entries, total }) {
    const own = entries.find((entry) => entry.athleteId === athleteId);
    const isSameView = last.view === view;
    const before = isSameView ? placesOf(rows) : new Map();
    const climbed = isSameView && own && last.rank !== undefined ? last.rank - own.rank : 0;
    rows.replaceChildren(
      ...entries.map((entry) => rowOf(entry, entry === own ? climbed : 0, bestOf(entries))),
    );
    glide(rows, before);
    last = { view, rank: own?.rank };
    tell(own, total);
  }

  /** @param {Entry} entry @param {number} climbed @param {number} best */
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

  /** @param {Entry | undefined} own @param {number} total */
  function tell(own, total) {
    const note = byId('board-note');
    const others = `${describeCount(total)} ${total === 1 ? 'athlete' : 'athletes'}`;
    if (own) note.textContent = `You are ${ordinal(own.rank)} of ${others}.`;
    else if (isPrivate) note.textContent = 'Your profile is private, so you are on no board.';
    else note.textContent = `You are not on this board yet${total > 0 ? `; ${others} are` : ''}.`;
    note.hidden = false;
  }

  board.addEventListener('change', () => void refresh());
  period.addEventListener('change', () => void refresh());

  return { refresh };
}

/** @param {HTMLSelectElement} board */
const unitOf = (board) => board.selectedOptions[0]?.dataset.unit ?? '';

/** @param {Entry[]} entries */
const bestOf = (entries) => Math.max(...entries.map(({ score }) => score));

/** @param {HTMLElement} rows @returns {Map<string | undefined, number>} */
const placesOf = (rows) =>
  new Map(
    [...rows.children].map((row) => [
      /** @type {HTMLElement} */ (row).dataset.athleteId,
      row.getBoundingClientRect().top,
    ]),
  );

/** From where each row was to where it is now. @param {HTMLElement} rows @param {Map<string | undefined, number>} before */
function glide(rows, before) {
  if (matchMedia('(prefers-reduced-motion: reduce)').matches) return;
  for (const row of rows.children) {
    const top = before.get(/** @type {HTMLElement} */ (row).dataset.athleteId);
    const distance = top === undefined ? 0 : top - row.getBoundingClientRect().top;
    if (distance === 0) continue;
    row.animate([{ transform: `translateY(${distance}px)` }, { transform: 'none' }], {
      duration: MOVE_MS,
      easing: 'cubic-bezier(0.2, 0.8, 0.2, 1)',
    });
  }
}

/** "1st", "12th", "23rd" @param {number} rank */
function ordinal(rank) {
  const category = new Intl.PluralRules('en', { type: 'ordinal' }).select(rank);
  return `${describeCount(rank)}${{ one: 'st', two: 'nd', few: 'rd', other: 'th', zero: 'th', many: 'th' }[category]}`;
}
