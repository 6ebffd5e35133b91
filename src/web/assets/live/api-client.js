/**
 * What came of a request. Only `unknown` (no answer, or one that says nothing for certain) may be, and must be, repeated.
 * @typedef {{ kind: 'done', status: number, body: any, milliseconds: number }} Done
 * @typedef {{ kind: 'refused', status: number, problem: Problem }} Refused
 * @typedef {{ kind: 'unknown', retryAfterMs: number }} Unknown
 * @typedef {Done | Refused | Unknown} Answer
 *
 * @typedef {object} Problem
 * @property {string} type
 * @property {string} title
 * @property {string} detail
 * @property {{ pointer: string, code: string, detail: string }[]} [errors]
 * @property {string} [workoutId]
 *
 * @typedef {object} RequestOptions
 * @property {string} [method]
 * @property {string | Blob} [body]
 * @property {Record<string, string>} [headers]
 * @property {number} [timeoutMs]
 */

/** The answers after which nobody knows whether anything was done, beside all of 5xx. */
const NOT_DEFINITE = new Set([408, 425, 429]);

/**
 * Requests to the API as the athlete.
 * @param {{ token: string, onAnswer: (answer: Answer) => void }} options `onAnswer` hears of each, so that one place can tell
 *   whether the API is there and the token still counts
 */
export function createApiClient({ token, onAnswer }) {
  /**
   * @param {string} path
   * @param {RequestOptions} [options]
   * @returns {Promise<Answer>}
   */
  async function send(path, { headers = {}, timeoutMs = 10_000, ...options } = {}) {
    const began = performance.now();
    /** @type {Answer} */
    let answer;
    try {
      const response = await fetch(path, {
        ...options,
        headers: { Accept: 'application/json', Authorization: `Bearer ${token}`, ...headers },
        signal: AbortSignal.timeout(timeoutMs),
      });
      const milliseconds = performance.now() - began;
      answer = toAnswer(response, await readJson(response), milliseconds);
    } catch {
      answer = { kind: 'unknown', retryAfterMs: 0 };
    }
    onAnswer(answer);
    return answer;
  }

  /**
   * For an address that the browser opens by itself, which can carry no header.
   * @param {string} path
   */
  const withToken = (path) => `${path}?access_token=${encodeURIComponent(token)}`;

  return { send, withToken };
}

/** @typedef {ReturnType<typeof createApiClient>} ApiClient */

/**
 * @param {Response} response
 * @param {any} body
 * @param {number} milliseconds
 * @returns {Answer}
 */
function toAnswer(response, body, milliseconds) {
  const { status, ok } = response;
  if (ok) return { kind: 'done', status, body, milliseconds };
  if (status >= 500 || NOT_DEFINITE.has(status)) {
    return { kind: 'unknown', retryAfterMs: 1000 * (Number(response.headers.get('Retry-After')) || 0) };
  }
  return { kind: 'refused', status, problem: { type: '', title: `Answer ${status}`, detail: '', ...body } };
}

/** @param {Response} response */
const readJson = async (response) =>
  response.headers.get('Content-Type')?.includes('json') ? response.json() : undefined;
