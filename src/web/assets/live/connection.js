import { byId, fill } from './template.js';

/** A restart of the API is over before anyone need be told. */
const BANNER_AFTER_MS = 700;

/** @typedef {'connecting' | 'live' | 'away'} ConnectionState */

const WORDS = { connecting: 'Connecting', live: 'Live', away: 'Reconnecting' };

/**
 * Whether the API can be reached, as the stream and the requests find out, and what the page says about it.
 */
export function createConnection() {
  const indicator = byId('stream-state');
  const banner = byId('banner');
  /** @type {ConnectionState} */
  let state = 'connecting';
  let unsent = 0;
  let awaySince = 0;
  /** @type {Set<() => void>} */
  const pausing = new Set();

  function show() {
    indicator.hidden = false;
    indicator.dataset.state = state;
    fill(indicator, { state: WORDS[state] });
    const isAway = state === 'away' && performance.now() - awaySince >= BANNER_AFTER_MS;
    banner.hidden = !isAway;
    banner.textContent = isAway ? awayText(unsent) : '';
  }

  /** @param {ConnectionState} next */
  function become(next) {
    if (next === 'away' && state !== 'away') {
      awaySince = performance.now();
      setTimeout(show, BANNER_AFTER_MS + 20);
    }
    state = next;
    show();
  }

  const resume = () => [...pausing].forEach((end) => end());
  addEventListener('online', resume);

  return {
    /** The stream is open. */
    live() {
      become('live');
      resume();
    },
    away: () => become('away'),
    /** @param {number} count how many saves wait for a definite answer */
    showUnsent(count) {
      unsent = count;
      show();
    },
    /**
     * Ends after that time, or as soon as the API is back.
     * @param {number} milliseconds
     * @returns {Promise<void>}
     */
    pause: (milliseconds) =>
      new Promise((resolve) => {
        const end = () => {
          clearTimeout(timer);
          pausing.delete(end);
          resolve();
        };
        const timer = setTimeout(end, milliseconds);
        pausing.add(end);
      }),
  };
}

/** @typedef {ReturnType<typeof createConnection>} Connection */

/** @param {number} unsent */
function awayText(unsent) {
  const waiting =
    unsent === 0 ? 'You can go on saving.' : `${unsent === 1 ? 'One save waits' : `${unsent} saves wait`}.`;
  return `Afterburn cannot be reached. ${waiting} Each save is kept here and sent again, under the same key, until it is accepted.`;
}
