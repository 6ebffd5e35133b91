/** The athlete of the first live page; changes that a person makes to it are kept. */
const ATHLETE_ID = 'demo';
const PROFILE = {
  displayName: 'Demo',
  sex: 'female',
  birthDate: '1990-05-17',
  weightKg: 65,
  heightCm: 170,
  restingHeartRate: 55,
  maxHeartRate: 188,
};
const NOTIFICATIONS = { email: 'demo@example.com', reportByEmail: true, badgesByEmail: true };
/** The longest that the API allows. */
const TOKEN_SECONDS = 30 * 86_400;
const ANSWER_WITHIN_MS = 5_000;

interface DemoAthleteOptions {
  apiUrl: string;
  apiKey: string;
  /** Whether a new demo athlete agrees to e-mail, which the local inbox catches. */
  getsMail: boolean;
}

/**
 * Ensures the demo athlete and creates a token for it, over the API. The token is in the fragment of the URL, which a
 * browser never sends.
 * @returns the URL of the live page; undefined if the API fails, which must not stop the start
 */
export async function demoAthletePage({
  apiUrl,
  apiKey,
  getsMail,
}: DemoAthleteOptions): Promise<string | undefined> {
  const athlete = `${apiUrl}/v1/athletes/${ATHLETE_ID}`;
  const ask = (url: string, method: string, json?: object): Promise<Response> =>
    fetch(url, {
      method,
      headers: { Authorization: `Bearer ${apiKey}`, 'Content-Type': 'application/json' },
      ...(json && { body: JSON.stringify(json) }),
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
  try {
    if ((await ask(athlete, 'GET')).status === 404) {
      const made = await ask(athlete, 'PUT', { ...PROFILE, timeZone: localTimeZone() });
      // The service does not know this time zone.
      if (made.status === 422) await ask(athlete, 'PUT', { ...PROFILE, timeZone: 'UTC' });
      if (getsMail) await ask(`${athlete}/notifications`, 'PUT', NOTIFICATIONS);
    }
    const answer = await ask(`${athlete}/tokens`, 'POST', { expiresInSeconds: TOKEN_SECONDS });
    if (answer.status !== 201) return undefined;
    const { token } = (await answer.json()) as { token: string };
    return `${apiUrl}/?athlete=${ATHLETE_ID}#token=${token}`;
  } catch {
    return undefined;
  }
}

/** Returns this machine's time zone. */
const localTimeZone = (): string => new Intl.DateTimeFormat().resolvedOptions().timeZone;
