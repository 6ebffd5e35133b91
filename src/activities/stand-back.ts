import { setTimeout as delay } from 'node:timers/promises';
import { isAwaitedMeanwhile } from '../db/steps/awaited.ts';
import type { Pool } from '../db/pool.ts';
import type { WorkoutRef } from '../domain/workout.ts';

/** Far below what an attempt has: a run that takes longer is in nobody's way but its own. */
const LONGEST_MS = 1200;
const LOOK_MS = 40;

/**
 * Lets a run that somebody waits for go before a batch of its athlete's history. Both take the athlete's lock for each
 * step, and a batch holds it for as long as the whole history takes: in turns with it a run took six times as long.
 */
export async function standBack(pool: Pool, workouts: readonly WorkoutRef[]): Promise<void> {
  if (workouts.length === 1) return;
  const until = performance.now() + LONGEST_MS;
  while (performance.now() < until && (await isAwaitedMeanwhile(pool, workouts))) await delay(LOOK_MS);
}
