/** @import { ApiClient } from './api-client.js' */
/** @import { Connection } from './connection.js' */

import { describeName } from './figures.js';
import { byId, fill, stamp } from './template.js';
import { untilDefinite } from './until-definite.js';

const POLL_MS = 500;
/** A recording is up to 16 MiB, on a phone's uplink. */
const SEND_TIMEOUT_MS = 120_000;

/**
 * Uploads recordings, chosen or dropped, and follows each until it has become workouts, or why it has not.
 * @param {object} options
 * @param {string} options.athleteId
 * @param {ApiClient} options.client
 * @param {Connection} options.connection
 * @param {(workoutIds: string[], answer: string) => void} options.onWorkouts
 */
export function createUploads({ athleteId, client, connection, onWorkouts }) {
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

    const sent = await untilDefinite(() => send(file), {
      connection,
      onUnknown: () => tell('sending', 'Not sent yet; it is sent again'),
    });
    if (sent.kind === 'refused') {
      tell('failed', `Refused: ${sent.problem.detail || sent.problem.title}`);
      return;
    }
    const answer = `${sent.status} in ${Math.round(sent.milliseconds)} ms`;
    tell('processing', `${answer}, being read`);
    await follow(sent.body.id, answer, tell);
  }

  // The same bytes are the same upload: sending them again does no harm.
  /** @param {File} file */
  const send = (file) =>
    client.send(`/v1/uploads?athleteId=${encodeURIComponent(athleteId)}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/octet-stream' },
      body: file,
      timeoutMs: SEND_TIMEOUT_MS,
    });

  /** @param {string} uploadId @param {string} answer @param {(state: string, text: string) => void} tell */
  async function follow(uploadId, answer, tell) {
    for (;;) {
      const read = await untilDefinite(() => client.send(`/v1/uploads/${uploadId}`), { connection });
      if (read.kind === 'refused') {
        tell('failed', read.problem.title);
        return;
      }
      const { status, workoutIds, problem } = read.body;
      if (status === 'failed') tell('failed', describeProblem(problem));
      if (status === 'processed') {
        const isThere = problem?.type?.endsWith('/duplicate-workout');
        tell(
          'processed',
          isThere ? `${answer}; it is there already` : `${answer}, ${countWorkouts(workoutIds)}`,
        );
        onWorkouts(workoutIds, answer);
      }
      if (status === 'failed' || status === 'processed') return;
      await connection.pause(POLL_MS);
    }
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

/** @param {{ title?: string, detail?: string, type?: string } | undefined} problem */
const describeProblem = (problem) =>
  problem?.detail ??
  problem?.title ??
  describeName(problem?.type?.split('/').at(-1) ?? 'It could not be read');

/** @param {string[]} workoutIds */
const countWorkouts = ({ length }) => (length === 1 ? 'one workout' : `${length} workouts`);
