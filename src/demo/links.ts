import { setTimeout as delay } from 'node:timers/promises';
import type { AcceptedWorkout } from '@afterburn/client';
import type { DemoAthlete } from './athletes.ts';
import type { DemoContext } from './demo-context.ts';
import { monthFor } from './summary.ts';

/** The token stands in the fragment, which a browser never sends. */
export const livePageOf = (url: string, athleteId: string, token: string): string =>
  `${url}/?athlete=${athleteId}#token=${token}`;

/** Where to go on with a browser. */
export async function showLinks(
  context: DemoContext,
  { athlete, token, workout }: { athlete: DemoAthlete; token: string; workout: AcceptedWorkout },
): Promise<void> {
  const { screen, url, now } = context;
  const { athleteId, profile } = athlete;
  const month = monthFor(athlete, now);
  const isMade = await makeReport(context, athleteId, month);
  const workflow = await workflowOf(url + workout.links.temporal, token);
  screen.heading(`Go on in a browser, as ${profile.displayName}`);
  const show = (label: string, link: string): void => screen.line(`${label.padEnd(12)} ${link}`);
  show('Live page', livePageOf(url, athleteId, token));
  show('Board', `${url}/v1/leaderboards/distance?period=${month}&access_token=${token}`);
  show(
    isMade ? 'Report' : 'Report, soon',
    `${url}/v1/athletes/${athleteId}/reports/${month}?access_token=${token}`,
  );
  if (workflow !== null) show('Workflow', workflow);
  show('API', `${url}/docs`);
}

const REPORT_LIMIT_MS = 10_000;
const ASK_EVERY_MS = 150;

/** @returns whether it is there already; it comes in any case */
async function makeReport({ client }: DemoContext, athleteId: string, month: string): Promise<boolean> {
  await client.reports.make(athleteId, month);
  const givesUpAt = performance.now() + REPORT_LIMIT_MS;
  while (performance.now() < givesUpAt) {
    if ((await client.reports.get(athleteId, month)).status === 'ready') return true;
    await delay(ASK_EVERY_MS);
  }
  return false;
}

/** Where the Temporal UI shows it: a redirect for browsers, or null when the service knows of no UI. */
async function workflowOf(link: string, token: string): Promise<string | null> {
  const headers = { Authorization: `Bearer ${token}` };
  return (await fetch(link, { headers, redirect: 'manual' })).headers.get('Location');
}
