/** @import { AthleteClock } from './athlete-clock.js' */
/** @import { Award, AwardEventData } from '@afterburn/client' */

import { metalOf } from './medals.js';
import { byId, fill, find, setIcon, stamp } from './template.js';

const SHOWN_AT_FIRST = 9;

/**
 * Shows one medal for each achievement, however often it was earned, newest first.
 * @param {{ clock: AthleteClock, onChange: (awards: Award[]) => void }} options
 */
export function createBadges({ clock, onChange }) {
  const shelf = byId('badges');
  const more = byId('more-badges');
  /** @type {Map<string, Award>} by achievement and period */
  const awards = new Map();
  /** @type {Set<string>} */
  const fresh = new Set();
  let showsAll = false;

  function show() {
    const groups = [...Map.groupBy(awards.values(), ({ achievementId }) => achievementId).values()]
      .map((group) => group.sort((a, b) => Date.parse(b.earnedAt) - Date.parse(a.earnedAt)))
      .sort((a, b) => newest(b) - newest(a) || (idOf(a) < idOf(b) ? 1 : -1));
    const visible = showsAll ? groups : groups.slice(0, SHOWN_AT_FIRST);
    shelf.replaceChildren(...visible.map(badgeOf));
    byId('badge-count').textContent = groups.length > 0 ? String(groups.length) : '';
    byId('no-badges').hidden = groups.length > 0;
    more.hidden = groups.length <= SHOWN_AT_FIRST;
    more.textContent = showsAll ? 'Show fewer' : `Show all ${groups.length}`;
    more.setAttribute('aria-expanded', String(showsAll));
    onChange([...awards.values()]);
  }

  /** @param {Award[]} group */
  function badgeOf(group) {
    const badge = stamp('badge');
    const [{ achievementId, title, icon, earnedAt }] = /** @type {[Award]} */ (group);
    setIcon(badge, icon);
    badge.dataset.achievementId = achievementId;
    badge.classList.toggle('fresh', fresh.has(achievementId));
    find(badge, '.medal').dataset.metal = metalOf(icon);
    fill(badge, {
      title,
      when: clock.describeDay(earnedAt),
      times: group.length > 1 ? `×${group.length}` : undefined,
    });
    return badge;
  }

  /** @param {AwardEventData} award */
  const keyOf = ({ achievementId, periodKey = '' }) => `${achievementId} ${periodKey}`;
  /** @param {Award[]} group */
  const idOf = (group) => group[0]?.achievementId ?? '';
  /** @param {Award[]} group */
  const newest = (group) => Math.max(...group.map(({ earnedAt }) => Date.parse(earnedAt)));

  more.addEventListener('click', () => {
    showsAll = !showsAll;
    show();
  });

  return {
    /** @param {Award[]} all */
    replace(all) {
      awards.clear();
      for (const award of all) awards.set(keyOf(award), award);
      show();
    },
    /** Adds a new award. @param {Award} award */
    add(award) {
      awards.set(keyOf(award), award);
      fresh.add(award.achievementId);
      show();
    },
    /** Removes an award: its workout was edited or deleted. @param {AwardEventData} award */
    remove(award) {
      awards.delete(keyOf(award));
      show();
    },
  };
}
