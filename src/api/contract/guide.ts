import { html } from 'hono/html';
import { PROBLEMS } from '../http/problem-types.ts';
import { EVENT_TYPES } from '../schemas/events.ts';

const SAVE = `api=http://127.0.0.1:3000/v1 auth="Authorization: Bearer $AFTERBURN_API_KEY"
curl $api/workouts -H "$auth" -H 'Content-Type: application/json' \\
  -H 'Idempotency-Key: 4b1c7e0f' -d '{"athleteId":"ada","sport":"run",
  "startedAt":"2025-11-20T07:30:00+01:00","durationSeconds":2712}'`;
const STREAM = `curl -N "$api/athletes/ada/events?lastEventId=0" -H "$auth"`;
const SUBSCRIBE = `const events = new EventSource('/v1/athletes/ada/events?access_token=' + token);
events.addEventListener('achievement.earned', ({ data }) => console.log(data));`;
const REPORT = `curl -X POST $api/athletes/ada/reports/2025-11 -H "$auth"
curl $api/athletes/ada/reports/2025-11 -H "$auth"`;

/** The five-minute guide above the reference: save, stream, report, problems. */
export const GUIDE = html`<style>
    .guide {
      max-width: 60rem;
      margin: 2rem auto;
      padding: 0 1.25rem;
      font:
        1rem/1.5 system-ui,
        sans-serif;
    }
    .guide pre {
      overflow-x: auto;
      padding: 0.75rem;
      background: #f4f4f4;
    }
    .guide td {
      padding: 0.125rem 1rem 0.125rem 0;
    }
  </style>
  <article class="guide">
    <h1>Afterburn in five minutes</h1>
    <h2>1. Save</h2>
    <p>202 means that the workout is committed. Repeat the request with the same key after any failure.</p>
    <pre>${SAVE}</pre>
    <h2>2. Stream</h2>
    <p>
      Every event has a name. In a browser, subscribe to each with <code>addEventListener</code>;
      <code>onmessage</code> is never called.
    </p>
    <pre>${STREAM}</pre>
    <pre>${SUBSCRIBE}</pre>
    <p>
      The events: ${EVENT_TYPES.map((type, index) => html`${index === 0 ? '' : ', '}<code>${type}</code>`)}.
      <a href="/v1/event-types">Their JSON Schemas and examples</a>.
    </p>
    <h2>3. Report</h2>
    <p>
      Reports are generated on the 1st of the next month, or after a POST. Until the report is ready, GET
      returns 404 with <code>Retry-After</code>.
    </p>
    <pre>${REPORT}</pre>
    <h2>Problems</h2>
    <p>Errors are <code>application/problem+json</code>. Match on <code>type</code>.</p>
    <details>
      <summary>All problem types</summary>
      <table>
        ${Object.entries(PROBLEMS).map(
          ([code, { status, title }]) =>
            html`<tr>
              <td>${status}</td>
              <td><a href="/problems/${code}">${code}</a></td>
              <td>${title}</td>
            </tr>`,
        )}
      </table>
    </details>
  </article>`;
