/** @import { AfterburnClient, Award } from '@afterburn/client' */
/** @import { AthleteClock } from './athlete-clock.js' */
/** @import { WorkoutCard } from './workout-card.js' */
/** @import { Workout } from './workout-shapes.js' */

import { ProblemError, readPage } from './page-client.js';
import { byId } from './template.js';
import { createWorkoutCard } from './workout-card.js';
import { isTerminal } from './workout-shapes.js';

const SHOWN_AT_FIRST = 5;
const PAGE = 50;
const POLL_MS = 250;
const LONGEST_POLL_MS = 2000;

/**
 * Shows the athlete's workouts page by page, and polls unfinished ones until they are processed.
 * @param {object} options
 * @param {string} options.athleteId
 * @param {AfterburnClient} options.client
 * @param {AthleteClock} options.clock
 * @param {() => void} options.onChange
 */
export function createWorkoutList({ athleteId, client, clock, onChange }) {
  const list = byId('workouts');
  const more = byId('more-workouts');
  /** @type {Map<string, Workout>} */
  const workouts = new Map();
  /** @type {Map<string, WorkoutCard>} */
  const cards = new Map();
  /** @type {Map<string | undefined, Award[]>} */
  let awards = new Map();
  /** @type {Set<string>} */
  const followed = new Set();
  let shown = SHOWN_AT_FIRST;
  /** @type {string | undefined} */
  let nextCursor;

  const sportName = (/** @type {string} */ sport) =>
    document.querySelector(`#save-sport option[value="${CSS.escape(sport)}"]`)?.textContent ?? sport;

  /** @param {string} id */
  function cardOf(id) {
    const known = cards.get(id);
    if (known) return known;
    const card = createWorkoutCard({ clock, sportName });
    // The list has no steps. They are read when the card is opened.
    card.details.addEventListener('toggle', () => {
      if (card.details.open && !workouts.get(id)?.processing) void read(id);
    });
    cards.set(id, card);
    card.showAwards(awards.get(id) ?? []);
    return card;
  }

  /** @param {Workout} found */
  function keep(found) {
    const known = workouts.get(found.id);
    // Responses may arrive out of order. Within a revision an older state does no harm, since polling continues to the
    // end.
    if (known && found.revision < known.revision) return;
    const { bestEfforts, processing } = known?.revision === found.revision ? known : {};
    if (processing && !found.processing && found.status !== known?.status) void read(found.id);
    const workout = { bestEfforts, processing, ...found };
    workouts.set(found.id, workout);
    cardOf(found.id).show(workout);
    if (!isTerminal(workout)) void follow(workout.id);
  }

  function arrange() {
    const ordered = [...workouts.values()].sort(
      (a, b) => compare(b.startedAt, a.startedAt) || compare(b.id, a.id),
    );
    const visible = ordered.slice(0, shown).map(({ id }) => cardOf(id).element);
    visible.forEach((element, index) => {
      if (list.children[index] !== element) list.insertBefore(element, list.children[index] ?? null);
    });
    while (list.children.length > visible.length) list.lastElementChild?.remove();
    more.hidden = ordered.length <= shown && nextCursor === undefined;
    byId('no-workouts').hidden = ordered.length > 0;
    onChange();
  }

  /** @param {string} id */
  async function read(id) {
    try {
      keep(await client.workouts.get(id));
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      if (error.status === 404) forget(id);
    }
    arrange();
  }

  /** Removes a deleted workout. @param {string} id */
  function forget(id) {
    workouts.delete(id);
    cards.get(id)?.element.remove();
    cards.delete(id);
  }

  /** Polls the steps until the workout is processed. @param {string} id */
  async function follow(id) {
    if (followed.has(id)) return;
    followed.add(id);
    for (let pause = POLL_MS; ; pause = Math.min(LONGEST_POLL_MS, pause * 1.1)) {
      await read(id);
      const workout = workouts.get(id);
      if (!workout || isTerminal(workout)) break;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
    followed.delete(id);
  }

  /** @param {string} [cursor] */
  async function load(cursor) {
    const page = await readPage(client.workouts.list({ athleteId, limit: PAGE, cursor }));
    if (!page) return;
    page.items.forEach(keep);
    nextCursor = page.nextCursor;
  }

  async function showMore() {
    shown += PAGE / 2;
    if (workouts.size < shown && nextCursor !== undefined) await load(nextCursor);
    arrange();
  }

  more.addEventListener('click', () => void showMore());

  return {
    read,
    list: () => workouts.values(),
    /** Shows the awards. A new workout can take over an award of another one. @param {Award[]} all */
    showAwards(all) {
      awards = Map.groupBy(all, ({ workoutId }) => workoutId);
      for (const [id, card] of cards) card.showAwards(awards.get(id) ?? []);
    },
    /** @param {string} id */
    titleOf(id) {
      const workout = workouts.get(id);
      return workout && (workout.title ?? sportName(workout.sport));
    },
    /** Reads at least all workouts of the current month: its totals are computed from them. */
    async refresh() {
      await load();
      while (nextCursor !== undefined && oldestDate(workouts) >= `${clock.thisMonth()}-01`) {
        await load(nextCursor);
      }
      arrange();
    },
    /**
     * Shows an accepted workout with its steps open.
     * @param {string} id
     * @param {string} [answer]
     */
    async reveal(id, answer) {
      const card = cardOf(id);
      card.details.open = true;
      if (answer) card.showAnswer(answer);
      await read(id);
      bringIntoView(card.element);
    },
  };
}

/** Scrolls to the card: on a phone the list is below the form. @param {HTMLElement} card */
function bringIntoView(card) {
  const { top } = card.getBoundingClientRect();
  if (top > innerHeight - 160) card.scrollIntoView({ block: 'start' });
}

/** @param {string} a @param {string} b */
const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

/** @param {Map<string, Workout>} workouts */
const oldestDate = (workouts) =>
  [...workouts.values()].map(({ localDate }) => localDate).reduce((a, b) => (a < b ? a : b), '9999');
