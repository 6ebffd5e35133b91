import { createApi } from './api-client.ts';
import { castAthletes, fileOwner } from './athletes.ts';
import type { ToldEvent } from './athlete-stream.ts';
import type { DemoContext } from './demo-context.ts';
import { lineOf } from './event-lines.ts';
import { RequestRefused } from './failures.ts';
import { findApiKey, requireService, type FoundKey } from './find-service.ts';
import { introduceAthletes } from './introduce-athletes.ts';
import { livePageOf, makeToken, showLinks } from './links.ts';
import { fileRecordings, madeRecordings } from './recordings.ts';
import { saveHistory } from './save-history.ts';
import { FIFTY_KILOMETRES, saveRightNow, TEN_KILOMETRES } from './save-right-now.ts';
import type { Screen } from './screen.ts';
import { showSummary } from './summary.ts';
import { createUnfinishedWork } from './unfinished-work.ts';
import { uploadRecordings } from './upload-recordings.ts';

export interface DemoOptions {
  url: string;
  dataDir: string;
  apiKey: string | undefined;
  /** Names this run's athletes. */
  seed: string;
  /** Recordings to upload in place of the demo's own. */
  files: readonly string[];
  screen: Screen;
  /** How long nothing may get done. */
  limitMs: number;
}

/** The whole story, from unknown athletes to badges, ranks and a report. @throws an Error when it cannot be told */
export async function runDemo(options: DemoOptions): Promise<void> {
  const { url, seed, files, screen, limitMs } = options;
  await requireService(url);
  const key = findApiKey(options);
  const onOutage = () =>
    screen.line(screen.bad('No answer; the same requests are sent again until there is one …'));
  const api = createApi({ url, apiKey: key.apiKey, onOutage });
  await requireAcceptedKey(() => api.ask('/v1/leaderboards'), key);
  const work = createUnfinishedWork({ onQuiet: (sentence) => screen.line(screen.faint(sentence)), limitMs });
  const context: DemoContext = { api, screen, work, now: new Date() };

  const cast = castAthletes(seed);
  const four = Object.values(cast);
  const owner = fileOwner(seed);
  const athletes = files.length > 0 ? [...four, owner] : four;
  const stopping = new AbortController();
  let isDetailed = false;
  const onEvent = (event: ToldEvent): void => {
    if (event.type === 'workout.processed') work.done(event.data.workoutId);
    // Five weeks at once break records by the dozen; the table counts them.
    const line = event.type === 'record.broken' && !isDetailed ? undefined : lineOf(event);
    if (line !== undefined) screen.line(line);
  };
  try {
    await introduceAthletes(context, { athletes, onEvent, signal: stopping.signal });
    const token = await makeToken(context, cast.runner.athleteId);
    screen.line();
    screen.line(`Watch along: ${livePageOf(url, cast.runner.athleteId, token)}`);

    await saveHistory(context, four);
    await uploadRecordings(context, recordingsOf(options, context));
    isDetailed = true;
    await saveRightNow(context, { athlete: cast.rider, session: FIFTY_KILOMETRES });
    const workoutId = await saveRightNow(context, { athlete: cast.runner, session: TEN_KILOMETRES });

    await showSummary(context, athletes);
    await showLinks(context, { athlete: cast.runner, token, workoutId });
  } finally {
    stopping.abort();
  }
}

function recordingsOf({ seed, files }: DemoOptions, { now }: DemoContext) {
  if (files.length > 0) {
    return { title: 'Your recordings', recordings: fileRecordings(files, fileOwner(seed).athleteId) };
  }
  const { swimmer, hiker } = castAthletes(seed);
  const recordings = madeRecordings({ runner: swimmer.athleteId, rider: hiker.athleteId, now });
  return { title: 'Two recordings, as watches send them', recordings };
}

async function requireAcceptedKey(ask: () => Promise<unknown>, { source }: FoundKey): Promise<void> {
  try {
    await ask();
  } catch (error) {
    if (!(error instanceof RequestRefused) || error.status !== 401) throw error;
    throw new Error(`The service does not know the API key of ${source}: is it the key of another one?`, {
      cause: error,
    });
  }
}
