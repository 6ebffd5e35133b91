import { ensureApiKey, hashSecret, makeApiKey, revokeApiKey } from '../db/athletes/api-keys.ts';
import type { Pool } from '../db/pool.ts';
import { listMissingReports } from '../db/reports/due-reports.ts';
import { listUnsettledWork } from '../db/dispatch/unsettled-work.ts';
import { inUtc } from '../domain/local-time.ts';
import { STEPS, type StepName } from '../domain/steps.ts';
import { listBuilds } from '../temporal/builds.ts';
import { connectTemporal } from '../temporal/client.ts';
import { backfill, backfillAchievements, backfillStored, findStep, isSubject } from './backfill.ts';
import { BUILDS_USAGE, installedBuildId, setBuild } from './builds.ts';
import { redrive } from './redrive.ts';
import { UsageError } from './usage-error.ts';
import { verify } from './verify.ts';

export interface Arguments {
  /** The arguments after the command. */
  operands: readonly string[];
  app?: string | undefined;
  operator: boolean;
  step?: string | undefined;
  since?: string | undefined;
  dryRun: boolean;
  /** Reads stdin, for secrets that must not be on a command line. */
  readInput: () => Promise<string>;
  /** The same value as for the workers. */
  grossEfficiency: number;
}

/** An import of a large history takes long. */
const OVERDUE_SECONDS = 3600;
const MOST_MISSING = 10_000;

type Command = (pool: Pool, given: Arguments) => Promise<number>;

/** The commands. Results go to stdout, progress and summaries to stderr; the result is the exit code. */
export const COMMANDS: Record<string, Command> = {
  async verify(pool, { grossEfficiency }) {
    const print = (line: unknown) => console.log(JSON.stringify(line));
    const result = await verify(pool, print, { grossEfficiency });
    const unsettled = await listUnsettledWork(pool, { overdueSeconds: OVERDUE_SECONDS });
    const missing = await listMissingReports(pool, { now: new Date().toISOString(), limit: MOST_MISSING });
    unsettled.forEach(print);
    missing.forEach((report) => print({ kind: 'report', state: 'missing', ...report }));
    const attention = unsettled.length + missing.length;
    const unfinished =
      result.unfinished > 0 ? `; ${result.unfinished} workouts are still being processed` : '';
    console.error(
      `${result.athletes} athletes verified: ${result.differences} differences, ${attention} failed, overdue or missing${unfinished}`,
    );
    return result.differences + attention > 0 ? 1 : 0;
  },

  async backfill(pool, { operands, grossEfficiency }) {
    const [subject] = operands;
    if (subject === 'achievements') {
      console.log(`${(await backfillAchievements(pool)).queued} workouts queued`);
      return 0;
    }
    if (isSubject(subject)) {
      console.log(`${(await backfillStored(pool, subject)).queued} workouts queued`);
      return 0;
    }
    const step = requireStep(subject);
    const result = await backfill(pool, {
      step,
      grossEfficiency,
      onProgress: (queued, of) => console.error(`${queued} of ${of} workouts queued`),
    });
    const inProgress =
      result.inProgress > 0 ? `; ${result.inProgress} still in progress, repeat the command later` : '';
    console.log(`${result.queued} workouts queued for ${step}${inProgress}`);
    return 0;
  },

  async redrive(pool, { step, since, dryRun }) {
    const { queued, leftAlone, stuck } = await redrive(pool, {
      step: step === undefined ? undefined : requireStep(step),
      since: since === undefined ? undefined : requireInstant(since),
      dryRun,
      onWorkout: (workout) => console.log(JSON.stringify(workout)),
    });
    const left = leftAlone > 0 ? `; ${leftAlone} skipped, they are already in progress` : '';
    console.error(
      `${queued} workouts and ${stuck} stuck items ${dryRun ? 'would be queued' : 'queued'}${left}`,
    );
    return 0;
  },

  async keys(pool, { app, operator }) {
    if (!app) throw new UsageError('Name the app: npm run ops -- keys --app <name> [--operator]');
    const key = makeApiKey();
    await ensureApiKey(pool, { key, appName: app, role: operator ? 'operator' : 'app' });
    console.log(key);
    return 0;
  },

  async revoke(pool, { readInput }) {
    const key = (await readInput()).trim();
    if (!key) throw new UsageError('Pass the key on stdin: npm run ops -- revoke < key-file');
    const revoked = await revokeApiKey(pool, hashSecret(key));
    console.log(revoked ? 'Key revoked. It stops working within 5 seconds.' : 'This key is not in use.');
    return revoked ? 0 : 1;
  },

  async builds(_pool, { operands }) {
    const [action = 'list', given] = operands;
    const temporal = connectTemporal();
    try {
      if (action === 'set') await setBuild(temporal, given ?? installedBuildId());
      else if (action !== 'list' && action !== 'current') throw new UsageError(BUILDS_USAGE);
      const builds = await listBuilds(temporal);
      for (const build of builds.filter(({ isCurrent }) => action === 'list' || isCurrent))
        console.log(JSON.stringify(build));
      return 0;
    } finally {
      await temporal.close();
    }
  },
};

function requireStep(name: string | undefined): StepName {
  const step = findStep(name);
  if (!step) throw new UsageError(`Name a step: ${STEPS.map((each) => each.name).join(', ')}`);
  return step;
}

function requireInstant(text: string): string {
  try {
    return inUtc(text);
  } catch {
    throw new UsageError('--since needs an instant with an offset, such as 2026-11-20T07:30:00Z');
  }
}
