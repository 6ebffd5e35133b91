import { setTimeout as delay } from 'node:timers/promises';
import { hasInteractiveExecution } from '../db/steps/interactive-executions.ts';
import type { Pool } from '../db/pool.ts';
import type { WorkoutRef } from '../domain/workout.ts';

/** Far below the time limit of an attempt, so that a long execution does not block a batch. */
const LONGEST_MS = 1200;
const LOOK_MS = 40;

/**
 * Lets an interactive execution go before a batch with the same athlete. Both take the athlete's lock for each step,
 * and a batch holds it for the athlete's whole history. When they alternated, an interactive execution took six times
 * as long.
 */
export async function yieldToInteractive(pool: Pool, workouts: readonly WorkoutRef[]): Promise<void> {
  if (workouts.length === 1) return;
  const until = performance.now() + LONGEST_MS;
  while (performance.now() < until && (await hasInteractiveExecution(pool, workouts))) await delay(LOOK_MS);
}
