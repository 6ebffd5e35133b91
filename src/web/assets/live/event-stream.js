/**
 * @typedef {object} AthleteEvent
 * @property {number} id
 * @property {string} type
 * @property {string} timestamp
 * @property {any} data
 */

const TYPES = [
  'workout.accepted',
  'workout.processed',
  'achievement.earned',
  'achievement.revoked',
  'record.broken',
  'leaderboard.rank_changed',
  'report.ready',
  'upload.failed',
];

const REOPEN_AFTER_MS = 2000;

/**
 * Follows the athlete's events. A browser reconnects by itself, with the last id that it saw; but after an answer other
 * than 200 it gives up for good, so then the stream is opened anew from that id on.
 * @param {object} options
 * @param {string} options.url with its token
 * @param {() => void} options.onOpen each time that it is open, also again
 * @param {() => void} options.onLost
 * @param {() => Promise<boolean>} options.mayReopen asked before it is opened anew
 * @param {(event: AthleteEvent) => void} options.onEvent each event once
 */
export function followEvents({ url, onOpen, onLost, mayReopen, onEvent }) {
  let lastEventId = '';

  function open() {
    const source = new EventSource(lastEventId ? `${url}&lastEventId=${lastEventId}` : url);
    source.addEventListener('open', onOpen);
    source.addEventListener('error', () => {
      onLost();
      if (source.readyState === EventSource.CLOSED) void reopen();
    });
    for (const type of TYPES) {
      source.addEventListener(type, (message) => {
        lastEventId = message.lastEventId;
        onEvent(JSON.parse(message.data));
      });
    }
    // A page that is left keeps no stream open on the server.
    addEventListener('pagehide', () => source.close(), { once: true });
  }

  async function reopen() {
    await new Promise((resolve) => setTimeout(resolve, REOPEN_AFTER_MS));
    if (await mayReopen()) open();
  }

  open();
}
