import type { Pool } from '../db/pool.ts';
import { STEPS } from '../domain/steps.ts';
import { backfill, findStep } from './backfill.ts';
import { createKey } from './keys.ts';
import { verify } from './verify.ts';

export interface Arguments {
  /** What stands after the command. */
  operands: readonly string[];
  app?: string | undefined;
  operator: boolean;
}

/** A command was called in a way that cannot be meant; the message says how. */
export class Misuse extends Error {}

type Command = (pool: Pool, given: Arguments) => Promise<number>;

/** Answers on stdout, progress and sums on stderr; the result is the exit code. */
export const COMMANDS: Record<string, Command> = {
  async verify(pool) {
    const result = await verify(pool, (difference) => console.log(JSON.stringify(difference)));
    const underWay = result.unfinished > 0 ? `; ${result.unfinished} workouts are still under way` : '';
    console.error(`${result.athletes} athletes verified: ${result.differences} differences${underWay}`);
    return result.differences > 0 ? 1 : 0;
  },

  async backfill(pool, { operands }) {
    const step = findStep(operands[0]);
    if (!step) throw new Misuse(`Name a step: ${STEPS.map(({ name }) => name).join(', ')}`);
    const result = await backfill(pool, {
      step,
      onProgress: (queued, of) => console.error(`${queued} of ${of} workouts queued`),
    });
    const underWay =
      result.underWay > 0 ? `; ${result.underWay} are still under way: repeat this when they have ended` : '';
    console.log(`${result.queued} workouts queued for ${step}${underWay}`);
    return 0;
  },

  async keys(pool, { app, operator }) {
    if (!app) throw new Misuse('Name the app: npm run ops -- keys --app <name> [--operator]');
    console.log(await createKey(pool, { appName: app, role: operator ? 'operator' : 'app' }));
    return 0;
  },
};
