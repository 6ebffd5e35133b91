import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { createActivities } from '../../src/activities/index.ts';
import type { FinishResult } from '../../src/activities/finish-processing.ts';
import type { StepResult } from '../../src/activities/step-contract.ts';
import type { Pool } from '../../src/db/pool.ts';
import { STEPS, type StepName } from '../../src/domain/steps.ts';
import type { WorkoutRef } from '../../src/domain/workout.ts';

/** The activities without a Temporal: nothing is deleted there. */
export const createTestActivities = (pool: Pool) =>
  createActivities({ pool, deleteExecutionsOf: () => Promise.resolve(0) });

/** Temporal's own name for the execution of an activity that is run alone. */
const EXECUTION = 'test';

/** Gives workouts to that execution, as a start does. */
export const claim = (pool: Pool, workouts: WorkoutRef[]) =>
  pool.query(`update workouts set workflow_id = $2::text where workout_id = any($1::uuid[])`, [
    workouts.map((workout) => workout.workoutId),
    EXECUTION,
  ]);

/** One attempt after the other of an activity: what one hands on by its last heartbeat is the next one's. */
export function createAttempts(info: { workflowExecution?: { workflowId: string; runId: string } } = {}) {
  let attempt = 0;
  let heartbeatDetails: unknown;
  return <Input, Result>(activity: (input: Input) => Promise<Result>, input: Input): Promise<Result> => {
    attempt += 1;
    const environment = new MockActivityEnvironment(
      { ...info, attempt, heartbeatDetails },
      { logger: new DefaultLogger('ERROR') },
    );
    environment.on('heartbeat', (details: unknown) => (heartbeatDetails = details));
    return environment.run(activity, input);
  };
}

/** Runs the steps without Temporal: an activity is a function of its input, its attempt and the database. */
export function createStepRunner(pool: Pool) {
  const activities = createTestActivities(pool);
  /** `workflowId`: the execution that the step is part of; without one the workouts are given to one here. */
  const runStep = async (
    name: StepName,
    workouts: WorkoutRef[],
    attempt = 1,
    workflowId?: string,
  ): Promise<StepResult> => {
    if (workflowId === undefined) await claim(pool, workouts);
    const workflowExecution = { workflowId: workflowId ?? EXECUTION, runId: 'test' };
    return new MockActivityEnvironment({ attempt, workflowExecution }).run(activities[name], { workouts });
  };
  /** `isCancelled`: the execution ends before all its steps have run. */
  const finish = (
    workouts: WorkoutRef[],
    { isCancelled = false, workflowId = EXECUTION } = {},
  ): Promise<FinishResult> =>
    new MockActivityEnvironment({ workflowExecution: { workflowId, runId: 'test' } }).run(
      activities.finishProcessing,
      { workouts, steps: STEPS.map((step) => step.name), failures: [], isCancelled },
    );
  return {
    runStep,
    finish,
    /** Takes workouts all the way, one step after the other. */
    async process(workouts: WorkoutRef[]): Promise<FinishResult> {
      for (const { name } of STEPS) await runStep(name, workouts);
      return finish(workouts);
    },
  };
}
