/**
 * @typedef {object} Session
 * @property {string} athleteId
 * @property {string} token
 */

/**
 * Returns the athlete from the URL's query, and the token from its fragment. The token moves from the address bar to
 * this tab's storage: a copied address does not contain it, and a reload still works.
 * @returns {Session | undefined}
 */
export function readSession() {
  const athleteId = new URLSearchParams(location.search).get('athlete');
  const given = tokenInAddress();
  if (!athleteId) return undefined;
  const name = `afterburn.token.${athleteId}`;
  if (given) {
    sessionStorage.setItem(name, given);
    history.replaceState(null, '', location.pathname + location.search);
  }
  const token = given ?? sessionStorage.getItem(name);
  return token ? { athleteId, token } : undefined;
}

/** Removes a token that has ended. @param {Pick<Session, 'athleteId'>} session */
export function forgetToken({ athleteId }) {
  sessionStorage.removeItem(`afterburn.token.${athleteId}`);
}

/** Reloads the page when another token is pasted into its address: a change of the fragment alone does not. */
export function reloadForAnotherToken() {
  addEventListener('hashchange', () => {
    if (tokenInAddress()) location.reload();
  });
}

const tokenInAddress = () => new URLSearchParams(location.hash.slice(1)).get('token');
