import { NoAnswerError, ProblemError, type AthleteEvent } from '@afterburn/client';
import { castAthletes, fileOwner, RIDE, RUN, type DemoAthlete, type Effort } from './athletes.ts';
import { connect } from './connect.ts';
import type { DemoContext } from './demo-context.ts';
import { lineOf } from './event-lines.ts';
import { livePageOf, showLinks } from './links.ts';
import { createOpenWork } from './open-work.ts';
import { fileRecordings, madeRecordings, uploadRecordings } from './recordings.ts';
import { saveHistory } from './save-history.ts';
import { saveRightNow } from './save-right-now.ts';
import type { Screen } from './screen.ts';
import { showSummary } from './summary.ts';

export interface DemoOptions {
  url: string;
  dataDir: string;
  apiKey: string | undefined;
  /** Determines this demo's athletes. */
  seed: string;
  /** Recordings to upload instead of the demo's own. */
  files: readonly string[];
  screen: Screen;
  /** Time without progress after which the demo ends. */
  limitMs: number;
}

/** Runs the demo, from unknown athletes to badges, ranks and a report. @throws Error when it cannot continue */
export async function runDemo(options: DemoOptions): Promise<void> {
  const { url, screen, limitMs } = options;
  const client = await connect(options);
  const work = createOpenWork({ limitMs, onQuiet: (sentence) => screen.line(screen.faint(sentence)) });
  try {
    await playStory({ client, url, screen, work, now: new Date() }, options);
  } catch (error) {
    if (!(error instanceof NoAnswerError)) throw error;
    const sentence = `Nothing answers at ${url} any more. What was accepted is safe; start the service again with "npm start".`;
    throw new Error(sentence, { cause: error });
  } finally {
    work.end();
  }
}

async function playStory(context: DemoContext, { seed, files }: DemoOptions): Promise<void> {
  const { client, url, screen, work, now } = context;
  const cast = castAthletes(seed);
  const four = Object.values(cast);
  const owner = fileOwner(seed);
  const athletes = files.length > 0 ? [...four, owner] : four;
  let isDetailed = false;
  const onEvent = (event: AthleteEvent): void => {
    if (event.type === 'workout.processed') work.done(event.data.workoutId);
    // Five weeks at once break dozens of records. The table counts them.
    const line = event.type === 'record.broken' && !isDetailed ? undefined : lineOf(event);
    if (line !== undefined) screen.line(line);
  };

  screen.heading('Athletes');
  for (const athlete of athletes) await introduce(context, athlete, onEvent);
  const { token } = await client.athletes.createToken(cast.runner.athleteId, { expiresInSeconds: 86_400 });
  screen.line();
  screen.line(`Watch along: ${livePageOf(url, cast.runner.athleteId, token)}`);

  await saveHistory(context, four);
  if (files.length > 0)
    await uploadRecordings(context, 'Your recordings', fileRecordings(files, owner.athleteId));
  else await uploadRecordings(context, 'Two recordings, as watches send them', madeRecordings(cast, now));
  isDetailed = true;
  // Farther than in the last weeks, so that it earns a badge.
  await saveRightNow(context, cast.rider, { ...RIDE, title: 'Fifty kilometres', km: [51, 55] });
  const tenKilometres: Effort = { ...RUN, title: 'Ten kilometres', km: [10.01, 10.09] };
  const workout = await saveRightNow(context, cast.runner, tenKilometres);

  await showSummary(context, athletes);
  await showLinks(context, { athlete: cast.runner, token, workout });
}

/** Creates an athlete and follows their events before anything is saved for them. */
async function introduce(
  { client, screen, work }: DemoContext,
  { athleteId, habit, profile }: DemoAthlete,
  onEvent: (event: AthleteEvent) => void,
): Promise<void> {
  const isNew = await client.athletes.get(athleteId).then(() => false, isNotFound);
  await client.athletes.put(athleteId, profile);
  const follow = async (): Promise<void> => {
    // All events of a new athlete are news; of an existing one, only those from now on.
    const after = isNew ? 0 : undefined;
    for await (const event of client.athletes.events(athleteId, { after, signal: work.signal }))
      onEvent(event);
  };
  follow().catch((error: unknown) =>
    screen.line(screen.bad(`The event stream of ${athleteId} ended: ${String(error)}`)),
  );
  const known = isNew ? '' : screen.faint(', known from an earlier run');
  const { displayName, weightKg, timeZone } = profile;
  screen.line(`${athleteId.padEnd(16)} ${displayName}, ${habit}, ${weightKg} kg, ${timeZone}${known}`);
}

function isNotFound(error: unknown): boolean {
  if (error instanceof ProblemError && error.code === 'not-found') return true;
  throw error;
}
