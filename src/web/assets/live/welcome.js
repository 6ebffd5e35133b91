import { byId, fill } from './template.js';

/**
 * Shows how to get a token.
 * @param {{ athleteId?: string | null, hasEnded?: boolean }} [options]
 */
export function showWelcome({
  athleteId = new URLSearchParams(location.search).get('athlete'),
  hasEnded = false,
} = {}) {
  const welcome = byId('welcome');
  byId('live').hidden = true;
  byId('athlete').hidden = true;
  byId('stream-state').hidden = true;
  byId('banner').hidden = true;
  welcome.hidden = false;
  if (hasEnded) {
    fill(welcome, {
      title: 'This token has ended',
      reason:
        'A token counts for a limited time. Open the page with a new one: what is not saved yet is kept here and sent then.',
    });
  }
  for (const command of welcome.querySelectorAll('[data-command]')) {
    command.textContent = command.getAttribute('data-command')?.replaceAll('ORIGIN', location.origin) ?? '';
  }
  const form = /** @type {HTMLFormElement} */ (byId('token-form'));
  const athlete = /** @type {HTMLInputElement} */ (form.elements.namedItem('athlete'));
  const token = /** @type {HTMLInputElement} */ (form.elements.namedItem('token'));
  athlete.value = athleteId ?? '';
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const target = `/?athlete=${encodeURIComponent(athlete.value)}#token=${encodeURIComponent(token.value.trim())}`;
    location.assign(target);
  });
}
