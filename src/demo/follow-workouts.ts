import type { DemoContext } from './demo-context.ts';
import { listWorkouts } from './list-workouts.ts';
import { isFinished } from './workout-answers.ts';

/** An event is told within a second; only after this is it worth asking. */
const LOOK_EVERY_MS = 1_500;

/**
 * Waits until these workouts have gone all their way. The stream tells; asking is for what was processed before, by an
 * earlier run of the same athletes.
 */
export async function untilFinished(
  { api, work }: Pick<DemoContext, 'api' | 'work'>,
  { athleteIds, workoutIds }: { athleteIds: readonly string[]; workoutIds: readonly string[] },
): Promise<void> {
  const look = async (): Promise<void> => {
    const lists = await Promise.all(athleteIds.map((athleteId) => listWorkouts(api, athleteId)));
    for (const workout of lists.flat()) if (isFinished(workout)) work.done(workout.id);
  };
  const condition = () => workoutIds.every((id) => work.isDone(id));
  await work.until(condition, { look, everyMs: LOOK_EVERY_MS });
}
