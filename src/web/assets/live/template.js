/** Returns the element with this id, which the page has. @param {string} id */
export const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/**
 * Returns the element that matches the selector; there must be one.
 * @param {ParentNode} root
 * @param {string} selector
 */
export const find = (root, selector) => /** @type {HTMLElement} */ (root.querySelector(selector));

/** Returns a copy of the content of a <template>. @param {string} id */
export function stamp(id) {
  const { content } = /** @type {HTMLTemplateElement} */ (document.getElementById(id));
  return /** @type {HTMLElement} */ (content.firstElementChild?.cloneNode(true));
}

/**
 * Writes text into the elements with these `data-field`s, and hides those without one. Always text, never HTML.
 * @param {ParentNode} root
 * @param {Record<string, string | number | null | undefined>} fields
 */
export function fill(root, fields) {
  for (const [name, value] of Object.entries(fields)) {
    const element = find(root, `[data-field="${name}"]`);
    const text = value == null ? '' : String(value);
    // A screen reader would read unchanged text again.
    if (element.textContent !== text) element.textContent = text;
    element.hidden = text === '';
  }
}

/**
 * @param {ParentNode} root
 * @param {string} name one of the page's icons
 */
export function setIcon(root, name) {
  const known = document.getElementById(`icon-${name}`) ? name : 'other';
  find(root, '.icon use').setAttribute('href', `#icon-${known}`);
}
