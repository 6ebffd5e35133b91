import { acceptWorkouts } from '../../db/accept/acceptance.ts';
import type { Transaction } from '../../db/pool.ts';
import type { WorkoutSubmission } from '../../domain/workout.ts';
import type { Entry } from './entry.ts';
import { refusedFor, verdictOfSave, type Verdict } from './verdict.ts';

/** Accepts the workouts of a page like saves, with bulk priority. */
export async function acceptLines(
  tx: Transaction,
  { appId, importId }: { appId: string; importId: string },
  page: readonly Entry<WorkoutSubmission>[],
): Promise<Verdict[]> {
  const saves = page.flatMap(({ content }) =>
    content ? [{ submission: content, idempotencyKey: null, importId }] : [],
  );
  const outcomes = saves.length > 0 ? await acceptWorkouts(tx, { appId, saves, priority: 'bulk' }) : [];
  let next = 0;
  return page.map(({ content, problem }) =>
    content ? verdictOfSave(outcomes[next++]!) : refusedFor(problem!),
  );
}
