/** @import { Page, Paged } from '@afterburn/client' */
/** @import { Connection } from './connection.js' */

import {
  createAfterburnClient,
  createWebStorageStore,
  DuplicateWorkoutError,
  ProblemError,
  // oxlint-disable-next-line import/no-absolute-path -- a path of the service, which serves the package there
} from '/assets/client/index.js';

/** A person is watching: pauses are short, and requests are retried while the page is open. */
const RETRY = { giveUpAfterMs: Infinity, longestPauseMs: 2000 };

/**
 * Returns the client of the page's athlete. It stores saves in this browser until they are answered, so a closed tab
 * loses none.
 * @param {object} options
 * @param {string} options.athleteId
 * @param {string} options.token
 * @param {Connection} options.connection notified of each response, and of each one that is missing
 * @param {() => void} options.onStreamOpen called each time the event stream opens
 * @param {() => void} options.onTokenEnded called when the service refuses the token
 */
export const createPageClient = ({ athleteId, token, connection, onStreamOpen, onTokenEnded }) =>
  createAfterburnClient({
    baseUrl: '',
    token,
    store: createWebStorageStore(localStorage, { prefix: `afterburn.unsent.${athleteId}.` }),
    retry: RETRY,
    async fetch(url, init) {
      const isStream = new Headers(init.headers).get('Accept') === 'text/event-stream';
      /** @type {Response} */
      let response;
      try {
        response = await fetch(url, init);
      } catch (error) {
        connection.lost({ isStream });
        throw error;
      }
      if (response.status >= 500) connection.lost({ isStream });
      else connection.answered({ isStream: isStream && response.ok });
      if (isStream && response.ok) onStreamOpen();
      if (response.status === 401) onTokenEnded();
      return response;
    },
  });

/**
 * Returns the result of the work; undefined if the service refuses it, because the token has ended or the resource is
 * gone.
 * @template T
 * @param {() => Promise<T>} work
 * @returns {Promise<T | undefined>}
 */
export async function unlessRefused(work) {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ProblemError) return undefined;
    throw error;
  }
}

/**
 * Returns the first page of a list, or undefined when the service refuses it.
 * @template T
 * @param {Paged<T>} list
 * @returns {Promise<Page<T> | undefined>}
 */
export const readPage = (list) =>
  unlessRefused(async () => {
    for await (const page of list.pages()) return page;
    return undefined;
  });

export { DuplicateWorkoutError, ProblemError };
