import { html } from 'hono/html';
import { PROBLEMS } from '../http/problem-types.ts';

const SAVE = `curl -X POST http://127.0.0.1:3000/v1/workouts -H "Authorization: Bearer $AFTERBURN_API_KEY" \\
  -H 'Content-Type: application/json' -H 'Idempotency-Key: 4b1c7e0f' \\
  -d '{"athleteId":"ada","sport":"run","startedAt":"2025-11-20T07:30:00+01:00","durationSeconds":2712}'`;
const STREAM = `curl -N "http://127.0.0.1:3000/v1/athletes/ada/events?lastEventId=0" -H "Authorization: Bearer $AFTERBURN_API_KEY"`;
const REPORT = `curl -X POST http://127.0.0.1:3000/v1/athletes/ada/reports/2025-11 -H "Authorization: Bearer $AFTERBURN_API_KEY"
curl http://127.0.0.1:3000/v1/athletes/ada/reports/2025-11 -H "Authorization: Bearer $AFTERBURN_API_KEY"`;

/** The five minutes above the reference: save, stream, report, and what can go wrong. */
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
      Every event has a name: subscribe with <code>addEventListener</code>, since <code>onmessage</code> is
      never called. <a href="/v1/event-types">All event types</a> with JSON Schemas and examples.
    </p>
    <pre>${STREAM}</pre>
    <h2>3. Report</h2>
    <p>
      Reports are generated on the 1st of the next month, or after a POST. Until the report is ready, GET is a
      404 with <code>Retry-After</code>.
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
