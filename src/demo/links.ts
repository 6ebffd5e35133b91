import type { AcceptedWorkout } from '@afterburn/client';
import { addDays, localDateOf, monthOf } from '../domain/local-time.ts';
import type { DemoAthlete } from './athletes.ts';
import type { DemoContext } from './demo-context.ts';

/** Returns the URL of a live page. The token is in the fragment, which a browser never sends. */
export const livePageOf = (url: string, athleteId: string, token: string): string =>
  `${url}/?athlete=${athleteId}#token=${token}`;

/** Returns the month of a week ago in the athlete's time zone: a month that began this week has too few workouts. */
export const reportMonthOf = ({ profile }: DemoAthlete, now: Date): string =>
  monthOf(addDays(localDateOf(now.toISOString(), profile.timeZone), -7));

/** Prints the URLs to continue in a browser. */
export async function showLinks(
  context: DemoContext,
  { athlete, token, workout }: { athlete: DemoAthlete; token: string; workout: AcceptedWorkout },
): Promise<void> {
  const { screen, url, now } = context;
  const { athleteId, profile } = athlete;
  await context.client.reports.make(athleteId, reportMonthOf(athlete, now));
  const workflow = await workflowOf(url + workout.links.temporal, token);
  screen.heading(`Go on in a browser, as ${profile.displayName}`);
  const show = (label: string, link: string): void => screen.line(`${label.padEnd(12)} ${link}`);
  // The live page links to the leaderboard and the report.
  show('Live page', livePageOf(url, athleteId, token));
  if (workflow !== null) show('Workflow', workflow);
  show('API', `${url}/docs`);
}

/** Returns the URL in the Temporal UI: a redirect for browsers, or null if the service has no UI configured. */
async function workflowOf(link: string, token: string): Promise<string | null> {
  const headers = { Authorization: `Bearer ${token}` };
  return (await fetch(link, { headers, redirect: 'manual' })).headers.get('Location');
}
