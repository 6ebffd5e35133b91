/** @import { AthleteClock } from './athlete-clock.js' */
/** @import { Award, ProcessingStep } from '@afterburn/client' */
/** @import { Workout } from './workout-shapes.js' */

import { describeDistance, describeDuration, describeEnergy, describeName, describePace } from './figures.js';
import { countSame } from './repeated-titles.js';
import { fill, find, setIcon, stamp } from './template.js';
import { isTerminal } from './workout-shapes.js';

/** @type {Record<string, string>} */
const STATUS_WORDS = {
  accepted: 'Accepted',
  processing: 'Processing',
  processed: 'Processed',
  processed_with_errors: 'Processed with errors',
};

/** @type {Record<string, string>} */
const METHODS = {
  power: 'from power',
  heart_rate: 'from heart rate',
  acsm: 'from speed and grade',
  met: 'from the kind of sport',
  device: 'from the device',
};

/**
 * Creates the card of one workout. Each update keeps its open parts open.
 * @param {{ clock: AthleteClock, sportName: (sport: string) => string }} options
 */
export function createWorkoutCard({ clock, sportName }) {
  const element = stamp('workout-card');
  const details = /** @type {HTMLDetailsElement} */ (find(element, 'details'));

  /** @param {Workout} workout */
  function show(workout) {
    element.dataset.status = workout.status;
    element.dataset.workoutId = workout.id;
    setIcon(element, workout.sport);
    fill(element, {
      title: workout.title ?? sportName(workout.sport),
      when: clock.describe(workout.startedAt),
      lead: workout.distanceMeters
        ? describeDistance(workout.distanceMeters)
        : describeDuration(workout.durationSeconds),
      status: STATUS_WORDS[workout.status],
      efforts: effortsOf(workout),
      note: noteOf(workout),
    });
    showFigures(workout);
    if (workout.processing) showProcessing(workout.processing);
  }

  /** @param {Workout} workout */
  function showFigures(workout) {
    const { energy } = workout;
    const figures = {
      distance: workout.distanceMeters === null ? undefined : describeDistance(workout.distanceMeters),
      duration: describeDuration(workout.durationSeconds),
      pace: describePace(workout),
      heartRate:
        workout.averageHeartRate === null ? undefined : `${Math.round(workout.averageHeartRate)} bpm`,
      energy: energy ? describeEnergy(energy.grossKcal) : energyPlaceholder(workout),
    };
    fill(element, { ...figures, energyNote: energy ? (METHODS[energy.method] ?? energy.method) : undefined });
    for (const [name, text] of Object.entries(figures)) {
      find(element, `[data-figure="${name}"]`).hidden = text === undefined;
    }
  }

  /** @param {NonNullable<Workout['processing']>} processing */
  function showProcessing({ steps, workflowId }) {
    const list = find(element, '.steps');
    while (list.children.length < steps.length) list.append(stamp('step'));
    steps.forEach((step, index) => showStep(/** @type {HTMLElement} */ (list.children[index]), step));
    fill(element, { workflowId });
    /** @type {HTMLElement | null} */
    const link = element.querySelector('[data-link="temporal"]');
    if (!link) return;
    // A waiting workout has no execution yet.
    link.hidden = !workflowId;
    if (workflowId)
      link.setAttribute('href', `${link.dataset['executions']}${encodeURIComponent(workflowId)}`);
  }

  /** @param {Award[]} awards */
  function showAwards(awards) {
    const list = find(element, '[data-list="awards"]');
    list.hidden = awards.length === 0;
    list.replaceChildren(
      ...countSame(awards.map(({ title }) => title)).map((title) => {
        const chip = document.createElement('li');
        chip.className = 'chip';
        chip.textContent = title;
        return chip;
      }),
    );
  }

  return {
    element,
    details,
    show,
    showAwards,
    /** Shows the response to the save: "202 in 12 ms". @param {string} answer */
    showAnswer: (answer) => fill(element, { answer }),
  };
}

/** @typedef {ReturnType<typeof createWorkoutCard>} WorkoutCard */

/** @param {HTMLElement} row @param {ProcessingStep} step */
function showStep(row, { name, state, attempts, lastError }) {
  row.dataset.state = state;
  row.dataset.step = name;
  fill(row, {
    name: describeName(name),
    state: attempts > 1 ? `${describeName(state)}, ${attempts} attempts` : describeName(state),
    error: state === 'succeeded' ? undefined : lastError,
  });
}

/** @param {Workout} workout */
function effortsOf({ bestEfforts = [] }) {
  const efforts = bestEfforts.map(
    ({ distanceMeters, durationSeconds }) =>
      `${describeDistance(distanceMeters)} in ${describeDuration(durationSeconds)}`,
  );
  return efforts.length > 0 ? `Best efforts: ${efforts.join(', ')}` : undefined;
}

/** @param {Workout} workout */
function energyPlaceholder(workout) {
  if (workout.energyUnavailableReason) return '–';
  return isTerminal(workout) ? undefined : '…';
}

/** @param {Workout} workout */
function noteOf({ flags, duplicateOf, energyUnavailableReason, cleaning }) {
  if (flags.includes('implausible-speed')) {
    return 'Faster than plausible for this sport: it counts in report totals, but not for badges, records and leaderboards.';
  }
  if (duplicateOf) return 'A duplicate of another workout, so it does not count.';
  if (energyUnavailableReason)
    return `No energy yet: ${describeName(energyUnavailableReason).toLowerCase()}.`;
  const dropped = cleaning ? cleaning.droppedPositions + cleaning.droppedDistances : 0;
  if (dropped > 0)
    return `${dropped === 1 ? '1 sample' : `${dropped} samples`} of the recording ignored: impossible speed.`;
  return undefined;
}
