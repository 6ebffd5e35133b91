/** Shows a visitor without a token how to get one, in two requests. */
export const Welcome = () => (
  <section id="welcome" class="card welcome" aria-labelledby="welcome-title" hidden>
    <h1 id="welcome-title" data-field="title">
      Watch a workout become badges
    </h1>
    <p data-field="reason" class="lead">
      This page belongs to one athlete, and it needs that athlete's token. An app's back end gets one with its
      API key in two requests:
    </p>
    <ol class="recipe">
      <li>
        <p>Create an athlete:</p>
        <Command text={MAKE_ATHLETE} />
      </li>
      <li>
        <p>Create a token for the athlete. It reads this athlete's data and saves this athlete's workouts.</p>
        <Command text={MAKE_TOKEN} />
      </li>
      <li>
        <p>Open the page with both. The token is after the #, so it never appears in a server's log.</p>
        <Command text={OPEN_PAGE} />
      </li>
    </ol>
    <form id="token-form" class="token-form" autocomplete="off">
      <h2>You have a token?</h2>
      <div class="field">
        <label for="token-athlete">Athlete</label>
        <input id="token-athlete" name="athlete" required pattern="[A-Za-z0-9_\-]{1,64}" />
      </div>
      <div class="field">
        <label for="token-token">Token</label>
        <input id="token-token" name="token" type="password" required />
      </div>
      <button class="button" type="submit">
        Open the page
      </button>
    </form>
  </section>
);

/** Shows a command to copy. The script replaces ORIGIN by the page's address. */
const Command = ({ text }: { text: string }) => (
  <pre class="command" tabindex={0}>
    <code data-command={text}>{text.replaceAll('ORIGIN', 'http://127.0.0.1:3000')}</code>
  </pre>
);

const HEADERS = `-H "Authorization: Bearer $(cat .data/api-key)" \\
  -H 'Content-Type: application/json'`;

const MAKE_ATHLETE = `curl -X PUT ORIGIN/v1/athletes/ada \\
  ${HEADERS} \\
  -d '{"displayName":"Ada","timeZone":"Europe/Paris","weightKg":62}'`;

const MAKE_TOKEN = `curl -X POST ORIGIN/v1/athletes/ada/tokens \\
  ${HEADERS} -d '{}'`;

const OPEN_PAGE = 'ORIGIN/?athlete=ada#token=THE_TOKEN';
