import { parseArgs } from 'node:util';
import { loadConfig } from '../config.ts';
import { createPool } from '../db/pool.ts';
import { embeddedDatabaseUrl } from '../embedded/database-url.ts';
import { STEPS } from '../domain/steps.ts';
import { backfill, findStep } from './backfill.ts';
import { createKey } from './keys.ts';
import { verify } from './verify.ts';

const USAGE = `npm run ops -- <command>

  verify                        recomputes everything from the workouts and lists each difference
  backfill <step>               runs a step for the workouts that it has not succeeded for
  keys --app <name> [--operator] makes an API key for an app, and prints it once
`;

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { app: { type: 'string' }, operator: { type: 'boolean', default: false } },
});
const config = loadConfig();
const pool = createPool({
  databaseUrl: config.databaseUrl ?? embeddedDatabaseUrl(config.dataDir),
  applicationName: 'afterburn-ops',
  onError: (error) => console.error(error.message),
});

switch (positionals[0]) {
  case 'verify': {
    const result = await verify(pool, (difference) => console.log(JSON.stringify(difference)));
    console.error(
      `${result.athletes} athletes verified: ${result.differences} differences` +
        (result.unfinished > 0 ? `; ${result.unfinished} workouts are still under way` : ''),
    );
    process.exitCode = result.differences > 0 ? 1 : 0;
    break;
  }
  case 'backfill': {
    const step = findStep(positionals[1]);
    if (!step) {
      console.error(`Name a step: ${STEPS.map(({ name }) => name).join(', ')}`);
      process.exitCode = 2;
      break;
    }
    const result = await backfill(pool, {
      step,
      onProgress: (queued, of) => console.error(`${queued} of ${of} workouts queued`),
    });
    console.log(
      `${result.queued} workouts queued for ${step}` +
        (result.underWay > 0
          ? `; ${result.underWay} are still under way: repeat this when they have ended`
          : ''),
    );
    break;
  }
  case 'keys': {
    if (!values.app) throw new Error('Name the app: npm run ops -- keys --app <name>');
    console.log(await createKey(pool, { appName: values.app, role: values.operator ? 'operator' : 'app' }));
    break;
  }
  default:
    console.error(USAGE);
    process.exitCode = 2;
}
await pool.end();
