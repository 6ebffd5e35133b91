/** `npm run demo`: shows the running service at work, as an app's back end would use it, over HTTP alone. */
import { randomInt } from 'node:crypto';
import { loadConfig, type Config } from '../config.ts';
import { readCommandLine, USAGE, type CommandLine } from './command-line.ts';
import { runDemo } from './run-demo.ts';
import { createScreen } from './screen.ts';

async function run(config: Config, { url, seed = newSeed(), ...commandLine }: CommandLine): Promise<void> {
  const screen = createScreen({ colour: config.colour, write: (line) => console.log(line) });
  const { dataDir, apiKey } = config;
  const address = url ?? addressOf(config);
  screen.heading(`Afterburn demo, at ${address}`);
  await runDemo({ ...commandLine, url: address, dataDir, apiKey, seed, screen });
  const again = `Run it again for four other athletes, or with "-- --seed ${seed}" to go on with these.`;
  screen.line();
  screen.line(screen.faint(again));
}

/** Letters that cannot be read as something else, and no word by accident. */
const newSeed = (): string =>
  Array.from({ length: 4 }, () => 'bcdfghjkmnpqrstvwxz23456789'[randomInt(27)]).join('');

/** A server on all interfaces is reached on this one. */
const addressOf = ({ host, port }: Config): string =>
  `http://${host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host}:${port}`;

try {
  const commandLine = readCommandLine();
  if (commandLine.isHelpWanted) console.log(USAGE);
  else await run(loadConfig(), commandLine);
} catch (error) {
  // A sentence for a person; a stack would hide it.
  console.error(`\n${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
