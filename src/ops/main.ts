import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { loadConfig } from '../config.ts';
import { createPool } from '../db/pool.ts';
import { embeddedDatabaseUrl } from '../embedded/database-url.ts';
import { COMMANDS } from './commands.ts';
import { UsageError } from './usage-error.ts';

const USAGE = `npm run ops -- <command>

  verify                           recomputes all derived data; prints differences, and failed, overdue or missing work;
                                   exits with 1 if there is any
  redrive [--step <name>] [--since <RFC 3339>] [--dry-run]
                                   reprocesses failed workouts; without --step also stuck uploads, imports, reports,
                                   erasures and e-mails
  backfill <step>                  reprocesses workouts for which a step has not succeeded or is out of date: energy,
                                   best-efforts, training-load, or the name of any step
  backfill local-start             reprocesses workouts whose local day differs under Node's current time zone rules
  backfill flags                   reprocesses workouts whose flags differ under the current limits of plausibility
  backfill achievements            reprocesses one workout of each athlete whose awards, progress or records differ
                                   under the current catalogue
  keys --app <name> [--operator]   creates an API key for an app, and prints it once
  revoke < <file with the key>     revokes an API key
  builds [list]                    lists the builds that Temporal has seen, newest first
  builds current                   prints the current build: only its workers get work
  builds set [<build id>]          makes a build current, by default that of the installed workflow bundle; waits up to
                                   a minute for its workers

Uses DATABASE_URL, or else the PostgreSQL of npm start; builds uses TEMPORAL_ADDRESS.`;

process.exitCode = await run().catch((error: Error) => {
  // A message for people, without a stack.
  console.error(error.message);
  return error instanceof UsageError ? 2 : 1;
});

async function run(): Promise<number> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      app: { type: 'string' },
      operator: { type: 'boolean', default: false },
      step: { type: 'string' },
      since: { type: 'string' },
      'dry-run': { type: 'boolean', default: false },
    },
  });
  const [name = '', ...operands] = positionals;
  const command = COMMANDS[name];
  if (!command) throw new UsageError(USAGE);
  const config = loadConfig();
  const pool = createPool({
    databaseUrl: config.databaseUrl ?? embeddedDatabaseUrl(config.dataDir),
    applicationName: 'afterburn-ops',
    // These reads hold no locks that others wait for, and 20 years of workouts take long.
    queryTimeoutMs: 10 * 60_000,
    onError: (error) => console.error(error.message),
  });
  try {
    return await command(pool, {
      operands,
      ...values,
      dryRun: values['dry-run'],
      readInput: () => text(process.stdin),
      grossEfficiency: config.grossEfficiency,
    });
  } finally {
    await pool.end();
  }
}
