import { createApiClient } from './live/api-client.js';
import { createConnection } from './live/connection.js';
import { startLivePage } from './live/live-page.js';
import { forgetToken, readSession, reloadForAnotherToken } from './live/session.js';
import { showWelcome } from './live/welcome.js';

const session = readSession();
reloadForAnotherToken();

if (session) {
  const connection = createConnection();
  const client = createApiClient({
    token: session.token,
    onAnswer(answer) {
      if (answer.kind === 'unknown') connection.away();
      if (answer.kind !== 'refused' || answer.status !== 401) return;
      forgetToken(session);
      showWelcome({ athleteId: session.athleteId, hasEnded: true });
    },
  });
  void startLivePage({ ...session, client, connection });
} else {
  showWelcome();
}
