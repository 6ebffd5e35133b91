/** The element of that id; the page has it. @param {string} id */
export const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/** The element that the selector finds; the page has it. @param {ParentNode} root @param {string} selector */
export const find = (root, selector) => /** @type {HTMLElement} */ (root.querySelector(selector));

/** A copy of what a <template> of the page holds. @param {string} id */
export function stamp(id) {
  const { content } = /** @type {HTMLTemplateElement} */ (document.getElementById(id));
  return /** @type {HTMLElement} */ (content.firstElementChild?.cloneNode(true));
}

/**
 * Puts text into the elements of those `data-field`s, and hides those that have none. Always text: whatever it looks
 * like stays inert.
 * @param {ParentNode} root
 * @param {Record<string, string | number | null | undefined>} fields
 */
export function fill(root, fields) {
  for (const [name, value] of Object.entries(fields)) {
    const element = find(root, `[data-field="${name}"]`);
    const text = value == null ? '' : String(value);
    // Writing the same text again would make a screen reader say it again.
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
