import { Icon } from './live-page-icons.tsx';

const TOTALS = [
  { field: 'distance', label: 'Distance' },
  { field: 'duration', label: 'Time' },
  { field: 'energy', label: 'Energy' },
  { field: 'workouts', label: 'Workouts' },
];

/** Shows the athlete, the state of the connection, and four totals of the current month. */
export const Masthead = () => (
  <header class="masthead">
    <div class="masthead-inner">
      <p class="brand">
        <Icon name="flame" />
        Afterburn
      </p>
      <p id="stream-state" class="stream-state" hidden>
        <span class="stream-dot" aria-hidden="true"></span>
        <span data-field="state"></span>
      </p>
      <div id="athlete" class="athlete" hidden>
        <h1 data-field="name"></h1>
        <p data-field="month" class="athlete-month"></p>
        <dl class="totals" id="month-totals">
          {TOTALS.map(({ field, label }) => (
            <div class="total">
              <dt>{label}</dt>
              <dd data-field={field}>–</dd>
            </div>
          ))}
        </dl>
      </div>
    </div>
  </header>
);
