/** @import { ApiClient, Done, Refused } from './api-client.js' */
/** @import { Connection } from './connection.js' */
/** @import { Submission } from './workout-shapes.js' */

import { untilDefinite } from './until-definite.js';

/**
 * A save that was asked for, until its answer is definite.
 * @typedef {object} Save
 * @property {string} key the Idempotency-Key: every repetition carries the same one
 * @property {Submission} submission
 * @property {number} attempts how many times nobody knew whether it was accepted
 */

/**
 * Sends saves in their order and repeats each until its answer is definite. They are kept in this browser meanwhile, so
 * that a reload or a closed tab loses none; two tabs that send the same one do no harm, since its key is the same.
 * @param {object} options
 * @param {string} options.athleteId
 * @param {ApiClient} options.client
 * @param {Connection} options.connection
 * @param {(waiting: Save[]) => void} options.onChange
 * @param {(save: Save, answer: Done | Refused) => void} options.onSettled
 */
export function createSaves({ athleteId, client, connection, onChange, onSettled }) {
  const prefix = `afterburn.unsent.${athleteId}.`;
  /** @type {Save[]} */
  const waiting = readKept(prefix);
  let sending = false;

  async function sendAll() {
    if (sending) return;
    sending = true;
    for (let save = waiting[0]; save; save = waiting[0]) {
      const answer = await sendOne(save);
      // The token has ended, and the save has not been judged: it stays for the next token.
      if (answer.kind === 'refused' && answer.status === 401) break;
      waiting.shift();
      localStorage.removeItem(prefix + save.key);
      onChange(waiting);
      onSettled(save, answer);
    }
    sending = false;
  }

  /** @param {Save} save */
  const sendOne = (save) =>
    untilDefinite(
      () =>
        client.send('/v1/workouts', {
          method: 'POST',
          headers: { 'Content-Type': 'application/json', 'Idempotency-Key': save.key },
          body: JSON.stringify(save.submission),
        }),
      {
        connection,
        onUnknown: (attempts) => {
          save.attempts = attempts;
          onChange(waiting);
        },
      },
    );

  return {
    /** @param {Submission} submission */
    add(submission) {
      const save = { key: createKey(), submission, attempts: 0 };
      localStorage.setItem(prefix + save.key, JSON.stringify(save));
      waiting.push(save);
      onChange(waiting);
      void sendAll();
    },
    /** Takes up what an earlier page left. */
    resume() {
      onChange(waiting);
      void sendAll();
    },
  };
}

/** By the time in front the keys sort in the order of the saves. `randomUUID` is for secure contexts only. */
function createKey() {
  const random = crypto.getRandomValues(new Uint8Array(12));
  return `page-${Date.now()}-${[...random].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}

/**
 * @param {string} prefix
 * @returns {Save[]}
 */
function readKept(prefix) {
  return Object.keys(localStorage)
    .filter((name) => name.startsWith(prefix))
    .sort()
    .map((name) => JSON.parse(localStorage.getItem(name) ?? ''));
}
