/** @import { Answer, Done, Refused } from './api-client.js' */
/** @import { Connection } from './connection.js' */

const LONGEST_PAUSE_MS = 8000;

/**
 * Repeats a request, always the same one, until its answer is definite: at once when the API is back, else after pauses
 * that grow.
 * @param {() => Promise<Answer>} attempt
 * @param {{ connection: Connection, onUnknown?: (attempts: number) => void }} options
 * @returns {Promise<Done | Refused>}
 */
export async function untilDefinite(attempt, { connection, onUnknown }) {
  for (let attempts = 1; ; attempts += 1) {
    const answer = await attempt();
    if (answer.kind !== 'unknown') return answer;
    onUnknown?.(attempts);
    await connection.pause(Math.max(answer.retryAfterMs, Math.min(LONGEST_PAUSE_MS, 250 * 2 ** attempts)));
  }
}
