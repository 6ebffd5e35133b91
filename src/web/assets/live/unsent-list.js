/** @import { Save } from './saves.js' */

import { byId, fill, stamp } from './template.js';

/**
 * The saves that have no definite answer yet; one that is answered at once never shows here.
 * @param {Save[]} waiting
 */
export function showUnsent(waiting) {
  const list = byId('unsent');
  const late = waiting.filter(({ attempts }, index) => attempts > 0 || index > 0);
  list.hidden = late.length === 0;
  list.replaceChildren(
    ...late.map(({ key, submission, attempts }) => {
      const card = stamp('unsent-card');
      card.dataset.key = key;
      fill(card, { title: submission.title ?? 'Workout', state: stateOf(attempts) });
      return card;
    }),
  );
}

/** @param {number} attempts */
const stateOf = (attempts) =>
  attempts === 0
    ? 'Not sent yet; it waits for the one before'
    : `Not accepted yet; tried ${attempts === 1 ? 'once' : `${attempts} times`}, and again under the same key`;
