import { Icon } from './live-page-icons.tsx';

const FIGURES = [
  { field: 'distance', label: 'Distance' },
  { field: 'duration', label: 'Duration' },
  { field: 'pace', label: 'Pace' },
  { field: 'heartRate', label: 'Heart rate' },
  { field: 'energy', label: 'Energy' },
];

interface ExecutionsProps {
  executionsUrl: string | undefined;
}

/** Lists the athlete's workouts, newest first. Each opens to show its steps. */
export const WorkoutsSection = ({ executionsUrl }: ExecutionsProps) => (
  <section aria-labelledby="workouts-title" class="workouts">
    <h2 id="workouts-title">Workouts</h2>
    <ul id="unsent" class="workout-list" aria-label="Not sent yet" hidden></ul>
    <ul id="workouts" class="workout-list"></ul>
    <p id="no-workouts" class="card empty" hidden>
      No workout yet. The form above is filled in: press “Save workout” and watch its steps.
    </p>
    <button id="more-workouts" class="quiet-button" type="button" hidden>
      Show more workouts
    </button>
    <template id="unsent-card">
      <li class="card workout unsent">
        <span class="sport-mark">
          <Icon name="clock" />
        </span>
        <p class="workout-title" data-field="title"></p>
        <p class="workout-when" data-field="state"></p>
      </li>
    </template>
    <WorkoutCard executionsUrl={executionsUrl} />
    <StepTemplate />
  </section>
);

const WorkoutCard = ({ executionsUrl }: ExecutionsProps) => (
  <template id="workout-card">
    <li class="card workout">
      <details>
        <summary>
          <span class="sport-mark">
            <Icon name="other" />
          </span>
          <span class="workout-heading">
            <span class="workout-title" data-field="title"></span>
            <span class="workout-when">
              <span data-field="when"></span>
              <span class="chip answer" data-field="answer" hidden></span>
            </span>
          </span>
          <span class="workout-outcome">
            <span class="workout-lead" data-field="lead"></span>
            <span class="workout-state" data-field="status"></span>
          </span>
          <Icon name="chevron" />
        </summary>
        <dl class="figures">
          {FIGURES.map(({ field, label }) => (
            <div class="figure" data-figure={field} hidden>
              <dt>{label}</dt>
              <dd>
                <span data-field={field}></span>
                <small data-field={`${field}Note`}></small>
              </dd>
            </div>
          ))}
        </dl>
        <p class="note" data-field="note" hidden></p>
        <ol class="steps" aria-label="Steps"></ol>
        <p class="efforts" data-field="efforts" hidden></p>
        <ul class="chips" data-list="awards" aria-label="Badges of this workout" hidden></ul>
        <p class="links">
          {executionsUrl ? (
            <a data-link="temporal" data-executions={executionsUrl} target="_blank" rel="noreferrer">
              Open in Temporal UI <Icon name="out" />
            </a>
          ) : null}
          <code data-field="workflowId" title="Workflow id"></code>
        </p>
      </details>
    </li>
  </template>
);

/** Shows a step. Its state is an icon and a word, never colour alone. */
const StepTemplate = () => (
  <template id="step">
    <li class="step" data-state="pending">
      <span class="step-sign" aria-hidden="true"></span>
      <span class="step-name" data-field="name"></span>
      <span class="step-state" data-field="state"></span>
      <span class="step-error" data-field="error" hidden></span>
    </li>
  </template>
);
