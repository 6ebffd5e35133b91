/**
 * @typedef {object} Session
 * @property {string} athleteId
 * @property {string} token
 */

/**
 * Who the page is for: the athlete from the URL's query, the token from its fragment. The token is then taken out of
 * the address bar and kept for this tab alone, so that a copied address gives nothing away and a reload still works.
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

/** A token that has ended is not tried again. @param {Pick<Session, 'athleteId'>} session */
export function forgetToken({ athleteId }) {
  sessionStorage.removeItem(`afterburn.token.${athleteId}`);
}

/** Another token pasted into the address of an open page changes the fragment only, which loads nothing by itself. */
export function reloadForAnotherToken() {
  addEventListener('hashchange', () => {
    if (tokenInAddress()) location.reload();
  });
}

const tokenInAddress = () => new URLSearchParams(location.hash.slice(1)).get('token');
