import { byId, fill, find, setIcon, stamp } from './template.js';

const SHOWN_MS = 9000;
const MOST_AT_ONCE = 3;
const MOST_LINES = 4;

/**
 * @typedef {object} Toast
 * @property {string} title
 * @property {string[]} lines
 * @property {string} icon
 * @property {string} metal
 * @property {boolean} [celebrates]
 */

/**
 * Shows a toast. It disappears after some seconds, but not under the pointer or the focus. The region around it
 * notifies screen readers.
 * @param {Toast} toast
 */
export function showToast({ title, lines, icon, metal, celebrates = false }) {
  const region = byId('toasts');
  const toast = stamp('toast');
  toast.classList.toggle('celebrates', celebrates);
  setIcon(toast, icon);
  find(toast, '.medal').dataset.metal = metal;
  fill(toast, { title });
  const rest = lines.length - MOST_LINES;
  const shown = rest > 1 ? [...lines.slice(0, MOST_LINES), `and ${rest} more`] : lines;
  find(toast, '.toast-lines').replaceChildren(...shown.map(lineOf));
  const sparks = /** @type {HTMLElement[]} */ ([...find(toast, '.sparks').children]);
  for (const [index, spark] of sparks.entries())
    spark.style.setProperty('--angle', `${(360 / sparks.length) * index}deg`);

  /** @type {ReturnType<typeof setTimeout>} */
  let timer;
  const close = () => {
    clearTimeout(timer);
    toast.remove();
  };
  const waitToClose = () => (timer = setTimeout(close, SHOWN_MS));
  toast.addEventListener('pointerenter', () => clearTimeout(timer));
  toast.addEventListener('pointerleave', waitToClose);
  toast.addEventListener('focusin', () => clearTimeout(timer));
  toast.addEventListener('focusout', waitToClose);
  find(toast, '.toast-close').addEventListener('click', close);

  region.append(toast);
  while (region.children.length > MOST_AT_ONCE) region.firstElementChild?.remove();
  waitToClose();
}

/** @param {string} text */
function lineOf(text) {
  const line = document.createElement('li');
  line.textContent = text;
  return line;
}
