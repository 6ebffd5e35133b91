import { setTimeout as delay } from 'node:timers/promises';
import type { DemoAthlete } from './athletes.ts';
import type { DemoContext } from './demo-context.ts';
import { RequestRefused } from './failures.ts';
import { monthFor } from './summary.ts';

interface TokenAnswer {
  token: string;
}

/** An athlete's token, to look around with for a day. */
export async function makeToken({ api }: DemoContext, athleteId: string): Promise<string> {
  const { body } = await api.ask<TokenAnswer>(`/v1/athletes/${athleteId}/tokens`, {
    json: { expiresInSeconds: 86_400 },
  });
  return body.token;
}

/** The token stands in the fragment, which a browser never sends. */
export const livePageOf = (url: string, athleteId: string, token: string): string =>
  `${url}/?athlete=${athleteId}#token=${token}`;

/** Where to go on with a browser. */
export async function showLinks(
  context: DemoContext,
  { athlete, token, workoutId }: { athlete: DemoAthlete; token: string; workoutId: string },
): Promise<void> {
  const { api, screen, now } = context;
  const { athleteId, profile } = athlete;
  const month = monthFor(athlete, now);
  const report = await makeReport(context, athleteId, month);
  const withToken = (path: string, separator = '?') => `${api.url}${path}${separator}access_token=${token}`;
  const links: [string, string | undefined][] = [
    ['Live page', livePageOf(api.url, athleteId, token)],
    ['Board', withToken(`/v1/leaderboards/distance?period=${month}`, '&')],
    [report.isMade ? 'Report' : 'Report, soon', withToken(report.path)],
    ['Workflow', await workflowOf(context, workoutId)],
    ['API', `${api.url}/docs`],
  ];
  screen.heading(`Go on in a browser, as ${profile.displayName}`);
  for (const [label, link] of links) if (link !== undefined) screen.line(`${label.padEnd(12)} ${link}`);
}

const REPORT_LIMIT_MS = 10_000;
const ASK_EVERY_MS = 150;

async function makeReport({ api }: DemoContext, athleteId: string, month: string) {
  const path = `/v1/athletes/${athleteId}/reports/${month}`;
  await api.ask(path, { method: 'POST' });
  const givesUpAt = performance.now() + REPORT_LIMIT_MS;
  let isMade = false;
  while (!isMade && performance.now() < givesUpAt) {
    isMade = (await api.ask(path)).status === 200;
    if (!isMade) await delay(ASK_EVERY_MS);
  }
  return { path, isMade };
}

/** Where the Temporal UI shows it; nothing when the service knows of no UI. */
async function workflowOf({ api }: DemoContext, workoutId: string): Promise<string | undefined> {
  try {
    const { headers } = await api.ask(`/v1/workouts/${workoutId}/temporal`);
    return headers.get('Location') ?? undefined;
  } catch (error) {
    if (error instanceof RequestRefused && error.status === 404) return undefined;
    throw error;
  }
}
