import { describeProgress } from './figures.js';
import { byId, fill, find, stamp } from './template.js';

const SHOWN = 4;

/**
 * Shows the achievements that the athlete is closest to, by the fraction done.
 * @param {{ achievementId: string, title: string, value: number, target: number }[]} progress
 */
export function showProgress(progress) {
  const nearest = progress
    .filter(({ value }) => value > 0)
    .sort((a, b) => b.value / b.target - a.value / a.target)
    .slice(0, SHOWN);
  byId('progress-section').hidden = nearest.length === 0;
  byId('progress').replaceChildren(
    ...nearest.map(({ achievementId, title, value, target }) => {
      const row = stamp('progress-row');
      row.dataset.achievementId = achievementId;
      fill(row, { title, value: `${describeProgress(value)} of ${describeProgress(target)}` });
      const bar = /** @type {HTMLProgressElement} */ (find(row, 'progress'));
      bar.value = value / target;
      bar.setAttribute('aria-label', title);
      return row;
    }),
  );
}
