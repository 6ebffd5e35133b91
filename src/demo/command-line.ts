import { parseArgs } from 'node:util';

export const USAGE = `npm run demo -- [options] [recording …]

Makes four athletes, saves five weeks of workouts, uploads recordings, and shows what comes of it.
Recordings are .gpx, .tcx and .fit files, each also as .gz; without any it makes its own.

  --url <url>      where the service runs; by default http://127.0.0.1:3000, or as HOST and PORT say
  --seed <name>    the same athletes as in the run that named it; without it each run makes new ones
  --timeout <s>    ends when nothing was processed for so long; 60 by default
`;

export interface CommandLine {
  isHelpWanted: boolean;
  url: string | undefined;
  seed: string | undefined;
  limitMs: number;
  files: string[];
}

/** @throws an error with a sentence for a person */
export function readCommandLine(): CommandLine {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      url: { type: 'string' },
      seed: { type: 'string' },
      timeout: { type: 'string', default: '60' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const { url, seed, timeout, help } = values;
  if (seed !== undefined && !/^[a-z0-9]{1,16}$/.test(seed))
    throw new RangeError('A seed is 1 to 16 of the characters a-z and 0-9.');
  if (!(Number(timeout) > 0)) throw new RangeError('A timeout is a number of seconds.');
  return {
    isHelpWanted: help,
    url: url === undefined ? undefined : withScheme(url.replace(/\/+$/, '')),
    seed,
    limitMs: 1000 * Number(timeout),
    files: positionals,
  };
}

const withScheme = (url: string): string => (/^https?:\/\//.test(url) ? url : `http://${url}`);
