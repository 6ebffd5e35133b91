/** @import { AwardEventData, RecordBrokenData } from '@afterburn/client' */

import { describeMonth } from './athlete-clock.js';
import { describeDistance, describeInUnit } from './figures.js';
import { metalOf } from './medals.js';
import { countSame } from './repeated-titles.js';
import { showToast } from './toasts.js';

/** The events of one workout arrive within milliseconds, and are shown as one toast. */
const TOGETHER_MS = 350;

/** @type {Record<string, string>} */
const RECORDS = {
  longest_distance: 'Longest distance',
  longest_duration: 'Longest duration',
  most_elevation: 'Most climb',
  highest_average_speed: 'Highest average speed',
  most_energy: 'Most energy',
};

/** @typedef {RecordBrokenData & { value: number }} NewRecord */

/** Creates toasts for the events of the stream: badges, records and reports. */
export function createNews() {
  const showAwards = together((/** @type {AwardEventData[]} */ all) => {
    const awards = all.filter(hasToast);
    const [first] = awards;
    if (!first) return;
    showToast({
      title: awards.length === 1 ? 'Badge earned' : `${awards.length} badges earned`,
      lines: countSame(awards.map(({ title }) => title)),
      icon: first.icon,
      metal: metalOf(first.icon),
      celebrates: true,
    });
  });

  const showRecords = together((/** @type {NewRecord[]} */ records) =>
    showToast({
      title: records.length === 1 ? 'Record broken' : `${records.length} records broken`,
      lines: records.map(describeRecord),
      icon: 'trophy',
      metal: 'gold',
      celebrates: true,
    }),
  );

  const showRevoked = together((/** @type {AwardEventData[]} */ all) => {
    const awards = all.filter(hasToast);
    if (awards.length === 0) return;
    showToast({
      title: awards.length === 1 ? 'Badge taken back' : `${awards.length} badges taken back`,
      lines: countSame(awards.map(({ title }) => title)),
      icon: 'star',
      metal: 'plain',
    });
  });

  return {
    showAwards,
    showRecords,
    showRevoked,
    /** @param {string} month */
    showReport: (month) =>
      showToast({ title: 'Report ready', lines: [describeMonth(month)], icon: 'calendar', metal: 'teal' }),
  };
}

/** Leaves out the badge for a broken record: the record has a toast of its own. @param {AwardEventData} award */
const hasToast = ({ achievementId }) => achievementId !== 'record-broken';

/** @param {NewRecord} record */
function describeRecord({ kind, distanceMeters, value, unit, previousValue }) {
  const name =
    kind === 'best_effort' ? `Fastest ${describeDistance(distanceMeters ?? 0)}` : (RECORDS[kind] ?? kind);
  const before = previousValue === null ? '' : ` (${describeInUnit(previousValue, unit)} before)`;
  return `${name}: ${describeInUnit(value, unit)}${before}`;
}

/**
 * Collects items for a short time, then shows them together.
 * @template T
 * @param {(items: T[]) => void} show
 * @returns {(item: T) => void}
 */
function together(show) {
  /** @type {T[]} */
  let items = [];
  return (item) => {
    if (items.length === 0) {
      setTimeout(() => {
        const collected = items;
        items = [];
        show(collected);
      }, TOGETHER_MS);
    }
    items.push(item);
  };
}
