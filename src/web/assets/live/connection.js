/** @import { PendingSave } from '@afterburn/client' */

import { byId, fill } from './template.js';
import { showUnsent } from './unsent-list.js';

/** A shorter outage, such as a restart of the API, shows no banner. */
const BANNER_AFTER_MS = 700;

/** @typedef {'connecting' | 'live' | 'away'} ConnectionState */

const WORDS = { connecting: 'Connecting', live: 'Live', away: 'Reconnecting' };

/** Shows whether the API is reachable. Requests and the stream report it. */
export function createConnection() {
  const indicator = byId('stream-state');
  const banner = byId('banner');
  /** @type {ConnectionState} */
  let state = 'connecting';
  let isStreaming = false;
  /** @type {PendingSave[]} */
  let unsent = [];
  let awaySince = 0;

  function show() {
    indicator.hidden = false;
    indicator.dataset.state = state;
    fill(indicator, { state: WORDS[state] });
    showUnsent(state === 'away' ? unsent : []);
    const isAway = state === 'away' && performance.now() - awaySince >= BANNER_AFTER_MS;
    banner.hidden = !isAway;
    banner.textContent = isAway ? awayText(unsent.length) : '';
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

  return {
    /** Called when a request was answered, or the stream is open. @param {{ isStream: boolean }} request */
    answered({ isStream }) {
      isStreaming ||= isStream;
      if (isStreaming && state !== 'live') become('live');
    },
    /** Called when a request or the stream got no response. @param {{ isStream: boolean }} request */
    lost({ isStream }) {
      if (isStream) isStreaming = false;
      become('away');
    },
    /** @param {PendingSave[]} waiting the saves that are not yet accepted or refused */
    showUnsent(waiting) {
      unsent = waiting;
      show();
    },
  };
}

/** @typedef {ReturnType<typeof createConnection>} Connection */

/** @param {number} unsent */
function awayText(unsent) {
  const waiting =
    unsent === 0
      ? 'You can continue saving.'
      : `${unsent === 1 ? 'One save waits' : `${unsent} saves wait`}.`;
  return `Afterburn cannot be reached. ${waiting} Each save is stored here and retried with the same key until it is accepted.`;
}
