/** @import { AfterburnClient, EntryProblem } from '@afterburn/client' */

import { ProblemError } from './page-client.js';
import { byId, fill, stamp } from './template.js';

/**
 * Uploads recordings, chosen or dropped, and follows each until it has become workouts, or why it has not.
 * @param {object} options
 * @param {string} options.athleteId
 * @param {AfterburnClient} options.client
 * @param {(workoutIds: string[], answer: string) => void} options.onWorkouts
 */
export function createUploads({ athleteId, client, onWorkouts }) {
  const list = byId('uploads');
  const input = /** @type {HTMLInputElement} */ (byId('upload-files'));
  const zone = /** @type {HTMLElement} */ (byId('save-form').closest('section'));

  /** @param {File} file */
  async function upload(file) {
    const row = stamp('upload-row');
    /** @param {string} state @param {string} text */
    const tell = (state, text) => {
      row.dataset.state = state;
      fill(row, { state: text });
    };
    fill(row, { name: file.name });
    tell('sending', 'Sending');
    list.prepend(row);
    list.hidden = false;

    try {
      await send(file, tell);
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      tell('failed', `Refused: ${error.detail || error.title}`);
    }
  }

  /** @param {File} file @param {(state: string, text: string) => void} tell */
  async function send(file, tell) {
    const began = performance.now();
    const { id } = await client.uploads.send({ athleteId, file });
    const answer = `202 in ${Math.round(performance.now() - began)} ms`;
    tell('processing', `${answer}, being read`);
    const { status, workoutIds, problem } = await client.uploads.waitUntilProcessed(id);
    if (status === 'failed') {
      tell('failed', describeProblem(problem));
      return;
    }
    const isThere = problem?.type.endsWith('/duplicate-workout');
    tell('processed', isThere ? `${answer}; it is there already` : `${answer}, ${countWorkouts(workoutIds)}`);
    onWorkouts(workoutIds, answer);
  }

  /** @param {FileList | null | undefined} files */
  const uploadAll = (files) => [...(files ?? [])].forEach((file) => void upload(file));

  input.addEventListener('change', () => {
    uploadAll(input.files);
    // The same file can be chosen again.
    input.value = '';
  });
  zone.addEventListener('dragover', (event) => {
    event.preventDefault();
    zone.classList.add('dropping');
  });
  zone.addEventListener('dragleave', () => zone.classList.remove('dropping'));
  zone.addEventListener('drop', (event) => {
    event.preventDefault();
    zone.classList.remove('dropping');
    uploadAll(event.dataTransfer?.files);
  });
}

/** @param {EntryProblem | undefined} problem */
const describeProblem = (problem) => problem?.detail ?? 'It could not be read';

/** @param {string[]} workoutIds */
const countWorkouts = ({ length }) => (length === 1 ? 'one workout' : `${length} workouts`);
