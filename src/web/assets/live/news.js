/** @import { AwardEventData, RecordBrokenData } from '@afterburn/client' */

import { describeMonth } from './athlete-clock.js';
import { describeDistance, describeInUnit } from './figures.js';
import { metalOf } from './medals.js';
import { countSame } from './repeated-titles.js';
import { showToast } from './toasts.js';

/** What one workout brings comes within milliseconds, and is told as one. */
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

/** Tells what the stream brings: badges are celebrated, records and reports are named. */
export function createNews() {
  const tellAwards = together((/** @type {AwardEventData[]} */ all) => {
    const awards = all.filter(isToldByItself);
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

  const tellRecords = together((/** @type {NewRecord[]} */ records) =>
    showToast({
      title: records.length === 1 ? 'Record broken' : `${records.length} records broken`,
      lines: records.map(describeRecord),
      icon: 'trophy',
      metal: 'gold',
      celebrates: true,
    }),
  );

  const tellRevoked = together((/** @type {AwardEventData[]} */ all) => {
    const awards = all.filter(isToldByItself);
    if (awards.length === 0) return;
    showToast({
      title: awards.length === 1 ? 'Badge taken back' : `${awards.length} badges taken back`,
      lines: countSame(awards.map(({ title }) => title)),
      icon: 'star',
      metal: 'plain',
    });
  });

  return {
    tellAwards,
    tellRecords,
    tellRevoked,
    /** @param {string} month */
    tellReport: (month) =>
      showToast({ title: 'Report ready', lines: [describeMonth(month)], icon: 'calendar', metal: 'teal' }),
  };
}

/** A badge for a record is told as the record, which says more. @param {AwardEventData} award */
const isToldByItself = ({ achievementId }) => achievementId !== 'record-broken';

/** @param {NewRecord} record */
function describeRecord({ kind, distanceMeters, value, unit, previousValue }) {
  const name =
    kind === 'best_effort' ? `Fastest ${describeDistance(distanceMeters ?? 0)}` : (RECORDS[kind] ?? kind);
  const before = previousValue === null ? '' : ` (${describeInUnit(previousValue, unit)} before)`;
  return `${name}: ${describeInUnit(value, unit)}${before}`;
}

/**
 * Collects what comes at about the same time.
 * @template T
 * @param {(items: T[]) => void} tell
 * @returns {(item: T) => void}
 */
function together(tell) {
  /** @type {T[]} */
  let items = [];
  return (item) => {
    if (items.length === 0) {
      setTimeout(() => {
        const told = items;
        items = [];
        tell(told);
      }, TOGETHER_MS);
    }
    items.push(item);
  };
}
