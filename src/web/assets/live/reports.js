/** @import { AfterburnClient, ReportMonth } from '@afterburn/client' */
/** @import { AthleteClock } from './athlete-clock.js' */

import { describeMonth } from './athlete-clock.js';
import { readPage, unlessRefused } from './page-client.js';
import { byId, fill, find, stamp } from './template.js';

const SHOWN = 4;

/**
 * Lists the months that have a report, newest first.
 * @param {{ athleteId: string, client: AfterburnClient, clock: AthleteClock }} options
 */
export function createReports({ athleteId, client, clock }) {
  /** @param {ReportMonth} report */
  function rowOf(report) {
    const row = stamp('report-row');
    row.dataset.month = report.month;
    fill(row, { month: describeMonth(report.month), state: describeState(report, clock) });
    const link = /** @type {HTMLAnchorElement} */ (find(row, '[data-link="report"]'));
    link.hidden = report.asOf === undefined;
    link.addEventListener('click', (event) => {
      event.preventDefault();
      void openReport(report.month);
    });
    link.setAttribute('aria-label', `Open the report of ${describeMonth(report.month)}`);
    return row;
  }

  /**
   * Opens a report in a new tab, by a one-time link, since a tab cannot send a header.
   * @param {string} month
   */
  async function openReport(month) {
    // Before the request: browsers block a tab that opens later as a pop-up.
    const tab = window.open('about:blank');
    const link = await unlessRefused(() => client.reports.createLink(athleteId, month));
    if (link) tab?.location.replace(link.url);
    else tab?.close();
  }

  return {
    async refresh() {
      const page = await readPage(client.reports.list(athleteId, { limit: SHOWN }));
      if (!page) return;
      const { items: reports } = page;
      byId('reports').replaceChildren(...reports.map(rowOf));
      byId('reports').hidden = reports.length === 0;
      const note = byId('no-report');
      note.hidden = reports.some(({ month }) => month === clock.thisMonth());
      note.textContent = `The report of ${describeMonth(clock.thisMonth())} is generated after the end of the month. Your app can request it earlier.`;
    },
  };
}

/** @param {ReportMonth} report @param {AthleteClock} clock */
function describeState({ status, complete, asOf, stale }, clock) {
  if (asOf === undefined) return status === 'failed' ? 'Generation failed' : 'Being generated';
  if (status === 'building') return 'Being rebuilt';
  if (stale) return 'Will be rebuilt';
  return complete ? 'Complete' : `So far, as of ${clock.describe(asOf)}`;
}
