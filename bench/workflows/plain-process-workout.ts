import { proxyActivities, workflowInfo } from '@temporalio/workflow';
import type { Activities } from '../../src/activities/index.ts';
import { STEPS, type StepName } from '../../src/domain/steps.ts';
import type { WorkoutRef } from '../../src/domain/workout.ts';

const activities = proxyActivities<Pick<Activities, StepName | 'finishProcessing'>>({
  startToCloseTimeout: '1 minute',
});

/** Runs the product's activities in a simple workflow: independent steps in parallel, then those that need them. */
export async function PlainProcessWorkout(ref: WorkoutRef): Promise<void> {
  const workouts = [ref];
  const run = (needing: boolean) =>
    Promise.all(
      STEPS.filter((step) => step.needs.length > 0 === needing).map((step) =>
        activities[step.name]({ workouts }),
      ),
    );
  await run(false);
  await run(true);
  const { workflowId } = workflowInfo();
  await activities.finishProcessing({
    workouts,
    steps: STEPS.map((step) => step.name),
    failures: [],
    workflowId,
  });
}
