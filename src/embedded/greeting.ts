export interface Greeting {
  apiUrl: string;
  temporalUiUrl: string | undefined;
  /** The live page of a demo athlete, with a token in it. */
  livePageUrl?: string | undefined;
  apiKeyFile: string;
  apiPid: number;
  workerPid: number;
  seconds: number;
}

/** What a person needs who just ran `npm start`, each on a line of its own. */
export function describeRun(run: Greeting): string {
  const lines: [string, string | undefined][] = [
    ['API', run.apiUrl],
    ['Documentation', `${run.apiUrl}/docs`],
    ['Live page', run.livePageUrl],
    ['Temporal UI', run.temporalUiUrl],
    ['API key', `in ${run.apiKeyFile}`],
    ['Processes', `API ${run.apiPid}, worker ${run.workerPid} (kill it and save workouts: nothing is lost)`],
  ];
  const rows = lines.filter(([, value]) => value).map(([label, value]) => `  ${label.padEnd(14)} ${value}`);
  return [
    '',
    `Afterburn is ready, after ${run.seconds.toFixed(1)} s. Ctrl-C stops it.`,
    '',
    ...rows,
    '',
  ].join('\n');
}
