/** @import { AfterburnClient, EntryProblem } from '@afterburn/client' */

import { ProblemError } from './page-client.js';
import { byId, fill, stamp } from './template.js';

/**
 * Uploads recordings that were chosen or dropped, and shows the state of each until it has ended.
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
    const showState = (state, text) => {
      row.dataset.state = state;
      fill(row, { state: text });
    };
    fill(row, { name: file.name });
    showState('sending', 'Sending');
    list.prepend(row);
    list.hidden = false;

    try {
      await send(file, showState);
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      showState('failed', `Refused: ${error.detail || error.title}`);
    }
  }

  /** @param {File} file @param {(state: string, text: string) => void} showState */
  async function send(file, showState) {
    const began = performance.now();
    const { id } = await client.uploads.send({ athleteId, file });
    const answer = `202 in ${Math.round(performance.now() - began)} ms`;
    showState('processing', `${answer}, being read`);
    const { status, workoutIds, problem } = await client.uploads.waitUntilProcessed(id);
    if (status === 'failed') {
      showState('failed', describeProblem(problem));
      return;
    }
    const isThere = problem?.type.endsWith('/duplicate-workout');
    showState('processed', isThere ? `${answer}; already saved` : `${answer}, ${countWorkouts(workoutIds)}`);
    onWorkouts(workoutIds, answer);
  }

  /** @param {FileList | null | undefined} files */
  const uploadAll = (files) => [...(files ?? [])].forEach((file) => void upload(file));

  input.addEventListener('change', () => {
    uploadAll(input.files);
    // Otherwise choosing the same file again would send no event.
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
