import { startLivePage } from './live/live-page.js';
import { readSession, reloadForAnotherToken } from './live/session.js';
import { showWelcome } from './live/welcome.js';

const session = readSession();
reloadForAnotherToken();

if (session) void startLivePage(session);
else showWelcome();
