/** `npm run demo`: demonstrates the running service as an app's back end would use it, over HTTP only. */
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { loadConfig, type Config } from '../config.ts';
import { runDemo } from './run-demo.ts';
import { createScreen } from './screen.ts';

const USAGE = `npm run demo -- [options] [recording …]

Creates four athletes, saves five weeks of workouts, uploads recordings, and shows the results.
Recordings are .gpx, .tcx and .fit files, also gzipped. Without a file, the demo creates its own.

  --url <url>      address of the service; default: HOST and PORT, else http://127.0.0.1:3000
  --seed <name>    continues with the athletes of an earlier demo; default: new athletes
  --timeout <s>    ends after this time without progress; default: 60
`;

async function run(): Promise<void> {
  const { values, positionals: files } = parseArgs({
    allowPositionals: true,
    options: {
      url: { type: 'string' },
      seed: { type: 'string', default: newSeed() },
      timeout: { type: 'string', default: '60' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return console.log(USAGE);
  const { seed } = values;
  if (!/^[a-z0-9]{1,16}$/.test(seed))
    throw new RangeError('A seed is 1 to 16 of the characters a-z and 0-9.');
  const limitMs = 1000 * Number(values.timeout);
  if (!(limitMs > 0)) throw new RangeError('A timeout is a number of seconds.');

  const config = loadConfig();
  const { colour, dataDir, apiKey } = config;
  const url = values.url === undefined ? addressOf(config) : withScheme(values.url.replace(/\/+$/, ''));
  const screen = createScreen({ colour, write: (line) => console.log(line) });
  screen.heading(`Afterburn demo, at ${url}`);
  await runDemo({ url, dataDir, apiKey, seed, files, screen, limitMs });
  screen.line();
  const again = `Run it again for four other athletes, or with "-- --seed ${seed}" to go on with these.`;
  screen.line(screen.faint(again));
}

/** Returns letters that are easy to read and form no word. */
const newSeed = (): string =>
  Array.from({ length: 4 }, () => 'bcdfghjkmnpqrstvwxz23456789'[randomInt(27)]).join('');

/** Returns the service's address: a server on all interfaces is reachable on this one. */
const addressOf = ({ host, port }: Config): string =>
  `http://${host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host}:${port}`;

const withScheme = (url: string): string => (/^https?:\/\//.test(url) ? url : `http://${url}`);

try {
  await run();
} catch (error) {
  // A message for people, without a stack.
  console.error(`\n${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
