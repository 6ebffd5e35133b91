/** @import { PendingSave } from '@afterburn/client' */

import { byId, fill, stamp } from './template.js';

/**
 * Shows the saves that are kept until the API is reachable.
 * @param {PendingSave[]} waiting
 */
export function showUnsent(waiting) {
  const list = byId('unsent');
  list.hidden = waiting.length === 0;
  list.replaceChildren(
    ...waiting.map(({ key, submission }) => {
      const card = stamp('unsent-card');
      card.dataset.key = key;
      const state = 'Not accepted yet; it is retried with the same key';
      fill(card, { title: submission.title ?? 'Workout', state });
      return card;
    }),
  );
}
