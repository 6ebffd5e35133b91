export interface Greeting {
  apiUrl: string;
  temporalUiUrl: string | undefined;
  /** The live page of a demo athlete, with a token in it. */
  livePageUrl?: string | undefined;
  /** URL of the inbox; undefined if mail is sent. */
  inboxUrl?: string | undefined;
  apiKeyFile: string;
  apiPid: number;
  workerPid: number;
  /** Whether a workout would be processed at once. */
  isReady: boolean;
  seconds: number;
}

/** Returns the line that reports readiness: a workout would be processed at once. */
export const describeReady = (seconds: number): string =>
  `Afterburn is ready, after ${seconds.toFixed(1)} s. Ctrl-C stops it.`;

const NOT_READY = 'Afterburn accepts workouts. They wait: no worker is ready yet. Ctrl-C stops it.';

/** Returns the output of `npm start` for people, one item a line. */
export function describeRun(run: Greeting): string {
  const lines: [string, string | undefined][] = [
    ['API', run.apiUrl],
    ['Documentation', `${run.apiUrl}/docs`],
    ['Live page', run.livePageUrl],
    ['Temporal UI', run.temporalUiUrl],
    ['Inbox', run.inboxUrl],
    ['API key', `in ${run.apiKeyFile}`],
    ['Processes', `API ${run.apiPid}, worker ${run.workerPid} (kill it and save workouts: nothing is lost)`],
  ];
  const rows = lines.filter(([, value]) => value).map(([label, value]) => `  ${label.padEnd(14)} ${value}`);
  return ['', run.isReady ? describeReady(run.seconds) : NOT_READY, '', ...rows, ''].join('\n');
}
