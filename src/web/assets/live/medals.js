/** How a medal of each family of achievements looks, by how its ids begin; the first that fits. */
/** @type {[pattern: RegExp, icon: string, metal: string][]} */
const FAMILIES = [
  [/^first-/, 'flag', 'teal'],
  [/^run-|^monthly-run/, 'run', 'ember'],
  [/^ride-|^monthly-ride/, 'ride', 'ember'],
  [/^distance-/, 'road', 'violet'],
  [/^climb-/, 'mountain', 'teal'],
  [/^hours-/, 'clock', 'violet'],
  [/^streak-|^eddington-/, 'flame', 'ember'],
  [/^monthly-|^weekend/, 'calendar', 'violet'],
  [/^early-bird/, 'sunrise', 'gold'],
  [/^night-owl/, 'moon', 'violet'],
  [/^record-/, 'trophy', 'gold'],
];

/** @param {string} achievementId */
export function medalOf(achievementId) {
  const [, icon, metal] = FAMILIES.find(([pattern]) => pattern.test(achievementId)) ?? [/^/, 'star', 'gold'];
  return { icon, metal };
}
