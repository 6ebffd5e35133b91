/** @import { ProblemError, Sport, WorkoutSubmission } from '@afterburn/client' */
/** @import { AthleteClock } from './athlete-clock.js' */

import { describeDuration, parseDuration } from './figures.js';
import { byId } from './template.js';
import { latestFreeStart, typicalOf, usualTitle } from './workout-defaults.js';

/**
 * Creates the form that saves a workout. Each field has a suggestion, updated until the athlete changes the field. So
 * one click saves a plausible workout.
 * @param {object} options
 * @param {string} options.athleteId
 * @param {AthleteClock} options.clock
 * @param {() => Iterable<Pick<WorkoutSubmission, 'startedAt' | 'durationSeconds'>>} options.listTaken existing workouts
 * @param {(submission: WorkoutSubmission) => void} options.onSave
 */
export function createSaveForm({ athleteId, clock, listTaken, onSave }) {
  const form = /** @type {HTMLFormElement} */ (byId('save-form'));
  const status = byId('save-status');
  const sport = /** @type {HTMLSelectElement} */ (form.elements.namedItem('sport'));
  /** @param {string} name */
  const input = (name) => /** @type {HTMLInputElement} */ (form.elements.namedItem(name));
  const start = input('startedAt');
  const duration = input('durationSeconds');
  const distance = input('distanceMeters');
  const heartRate = input('averageHeartRate');
  const title = input('title');
  /** @type {Set<EventTarget>} */
  const written = new Set();

  /** @param {HTMLInputElement} field @param {string | number | null} value */
  const suggest = (field, value) => {
    if (!written.has(field)) field.value = value === null ? '' : String(value);
  };

  function suggestAll() {
    const typical = typicalOf(sport.value);
    suggest(duration, describeDuration(typical.durationSeconds));
    suggest(distance, typical.kilometers);
    suggest(heartRate, typical.heartRate);
    suggestStart();
  }

  function suggestStart() {
    const seconds = parseDuration(duration.value) ?? 0;
    suggest(start, clock.toField(latestFreeStart(seconds, listTaken())));
    suggest(title, usualTitle(start.value, sport.selectedOptions[0]?.text ?? ''));
  }

  function check() {
    const isDuration = parseDuration(duration.value) !== undefined;
    duration.setCustomValidity(isDuration ? '' : 'A duration is written as h:mm:ss or mm:ss, such as 48:00.');
  }

  form.addEventListener('input', ({ target }) => {
    if (target instanceof HTMLElement) target.removeAttribute('aria-invalid');
    if (target instanceof HTMLInputElement) written.add(target);
    check();
    if (target === sport) suggestAll();
    else suggestStart();
  });

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    check();
    if (!form.reportValidity()) return;
    onSave({
      athleteId,
      sport: /** @type {Sport} */ (sport.value),
      startedAt: new Date(clock.toInstant(start.value)).toISOString(),
      durationSeconds: parseDuration(duration.value) ?? 0,
      distanceMeters: distance.value === '' ? null : Number(distance.value) * 1000,
      averageHeartRate: heartRate.value === '' ? null : Number(heartRate.value),
      title: title.value.trim() || null,
    });
  });

  byId('save-zone').textContent = clock.zone;
  suggestAll();

  return {
    /** Called when the existing workouts have changed. */
    suggestStart,
    /** Resets the form for the next workout. @param {string} text */
    accept(text) {
      written.clear();
      suggestAll();
      status.dataset.tone = 'good';
      status.textContent = text;
    },
    /** @param {ProblemError} problem */
    refuse({ title: what, detail, errors }) {
      status.dataset.tone = 'bad';
      const fields = errors.map(({ pointer, detail: reason }) => `${labelOf(form, pointer)} ${reason}`);
      status.textContent = `Not saved. ${fields.length > 0 ? `${fields.join('; ')}.` : detail || what}`;
      for (const { pointer } of errors) fieldOf(form, pointer)?.setAttribute('aria-invalid', 'true');
    },
  };
}

/** @param {HTMLFormElement} form @param {string} pointer a JSON pointer: the fields have the contract's names */
function fieldOf(form, pointer) {
  const field = form.elements.namedItem(pointer.slice(1));
  return field instanceof HTMLInputElement || field instanceof HTMLSelectElement ? field : undefined;
}

/** @param {HTMLFormElement} form @param {string} pointer */
const labelOf = (form, pointer) =>
  fieldOf(form, pointer)?.labels?.[0]?.firstChild?.textContent?.trim() ?? pointer.slice(1);
