import { Icon } from './live-page-icons.tsx';

/** Lists the monthly reports, the current month first. */
export const ReportSection = () => (
  <section class="card" aria-labelledby="reports-title">
    <h2 id="reports-title">Monthly report</h2>
    <ul id="reports" class="reports" hidden></ul>
    <p id="no-report" class="empty" data-field="no-report" hidden></p>
    <template id="report-row">
      <li class="report">
        <Icon name="calendar" />
        <span class="report-month" data-field="month"></span>
        <span class="report-state" data-field="state"></span>
        <a data-link="report" href="#reports" hidden>
          Open report <Icon name="out" />
        </a>
      </li>
    </template>
  </section>
);
