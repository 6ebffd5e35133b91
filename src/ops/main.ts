import { parseArgs } from 'node:util';
import { loadConfig } from '../config.ts';
import { createPool } from '../db/pool.ts';
import { embeddedDatabaseUrl } from '../embedded/database-url.ts';
import { COMMANDS, Misuse } from './commands.ts';

const USAGE = `npm run ops -- <command>

  verify                           recomputes everything from the workouts and lists each difference
  backfill <step>                  runs a step for the workouts that it has not succeeded for
  keys --app <name> [--operator]   makes an API key for an app, and prints it once`;

process.exitCode = await run().catch((error: Error) => {
  // A sentence for a person; a stack would hide it.
  console.error(error.message);
  return error instanceof Misuse ? 2 : 1;
});

async function run(): Promise<number> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { app: { type: 'string' }, operator: { type: 'boolean', default: false } },
  });
  const [name = '', ...operands] = positionals;
  const command = COMMANDS[name];
  if (!command) throw new Misuse(USAGE);
  const config = loadConfig();
  const pool = createPool({
    databaseUrl: config.databaseUrl ?? embeddedDatabaseUrl(config.dataDir),
    applicationName: 'afterburn-ops',
    onError: (error) => console.error(error.message),
  });
  try {
    return await command(pool, { operands, ...values });
  } finally {
    await pool.end();
  }
}
