import { randomUUID } from 'node:crypto';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Execution } from '../../src/db/dispatch/executions.ts';
import type { Temporal } from '../../src/temporal/client.ts';
import { startExecution } from '../../src/temporal/start-execution.ts';
import { startOptionsOf } from '../../src/temporal/start-options.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { createTestNamespace } from '../support/temporal.ts';
import { startTestWorker } from '../support/worker.ts';

const id = '0193a1b2-0000-7000-8000-000000000001';

const aStart = (over: Partial<Execution> = {}): Execution => ({
  workflowId: `process-workout-${id}-r1`,
  kind: 'workout',
  subjectId: id,
  priority: 'interactive',
  month: null,
  workouts: [{ workoutId: id, revision: 1 }],
  athleteUuid: null,
  sport: null,
  ...over,
});

/** Every kind of start, by what it is for. */
const STARTS: Record<string, Execution> = {
  'a workout': aStart(),
  'a batch': aStart({
    workflowId: `process-workout-batch-${id}`,
    kind: 'batch',
    workouts: [
      { workoutId: id, revision: 1 },
      { workoutId: '0193a1b2-0000-7000-8000-000000000002', revision: 3 },
    ],
  }),
  'an upload': aStart({ workflowId: `process-upload-${id}`, kind: 'upload' }),
  'a report': aStart({ workflowId: `monthly-report-${id}-2026-10-n1`, kind: 'report', month: '2026-10' }),
  'an import': aStart({ workflowId: `process-import-${id}`, kind: 'import', priority: 'bulk' }),
  'a file of an import': aStart({ workflowId: `process-upload-${id}`, kind: 'upload', priority: 'bulk' }),
  'an e-mail': aStart({ workflowId: `send-email-${id}`, kind: 'email' }),
  'an erasure': aStart({ workflowId: `erase-athlete-${id}`, kind: 'erasure' }),
};

describe('what is started', () => {
  it.each([
    ['a workout', 'ProcessWorkout', 'workouts', { workoutId: id, revision: 1 }],
    ['a batch', 'ProcessWorkoutBatch', 'workouts-batch', { batchId: id, size: 2 }],
    ['an upload', 'ProcessUpload', 'workouts', { uploadId: id }],
    ['an import', 'ProcessImport', 'workouts-batch', { importId: id }],
    ['a file of an import', 'ProcessUpload', 'workouts-batch', { uploadId: id }],
    ['a report', 'MonthlyReport', 'reports', { athleteUuid: id, month: '2026-10' }],
    ['an erasure', 'EraseAthlete', 'workouts', { athleteUuid: id }],
  ])('for %s is %s on %s', (what, type, taskQueue, input) => {
    const start = STARTS[what]!;
    const started = startOptionsOf(start);
    expect(started.type).toBe(type);
    expect(started.options).toMatchObject({ workflowId: start.workflowId, taskQueue, args: [input] });
    expect(started.options.staticSummary).toBeTruthy();
  });

  it.each(Object.keys(STARTS))('for %s finds what runs, and begins again only after what failed', (what) => {
    // USE_EXISTING: a repeated start, after a crash or by a second dispatcher, is the start of the same execution.
    // ALLOW_DUPLICATE_FAILED_ONLY: REJECT_DUPLICATE would strand a workout whose execution somebody terminated, and
    // ALLOW_DUPLICATE would process again, for a start that was not recorded in time, what is done.
    expect(startOptionsOf(STARTS[what]!).options).toMatchObject({
      workflowIdReusePolicy: 'ALLOW_DUPLICATE_FAILED_ONLY',
      workflowIdConflictPolicy: 'USE_EXISTING',
    });
  });

  it('can be searched by athlete, sport and state, and by nothing that is personal', () => {
    const athleteUuid = 'ad0a7c4e-0000-4000-8000-000000000001';
    const { options } = startOptionsOf(aStart({ athleteUuid, sport: 'run' }));
    const pairs = options.typedSearchAttributes as { getAll(): { key: { name: string }; value: unknown }[] };
    expect(pairs.getAll().map(({ key, value }) => [key.name, value])).toEqual([
      ['AthleteUuid', athleteUuid],
      ['Sport', 'run'],
      ['WorkoutStatus', 'processing'],
    ]);
  });
});

describe('on a real Temporal, the same start', () => {
  let database: TestDatabase;
  let temporal: Temporal;
  beforeAll(async () => {
    database = await createTestDatabase();
    temporal = await createTestNamespace();
  });
  afterAll(async () => {
    await temporal.close();
    await database.drop();
  });

  const aFreshStart = () => {
    const workoutId = randomUUID();
    return aStart({
      workflowId: `process-workout-${workoutId}-r1`,
      subjectId: workoutId,
      workouts: [{ workoutId, revision: 1 }],
    });
  };
  const start = (due: Execution) => startExecution(temporal, due, 10_000);
  const describeExecution = ({ workflowId }: Execution) =>
    temporal.client.workflow.getHandle(workflowId).describe();

  it('finds the execution that runs', async () => {
    const due = aFreshStart();
    await start(due);
    const { runId } = await describeExecution(due);
    await Promise.all([start(due), start(due), start(due)]);
    expect(await describeExecution(due)).toMatchObject({ runId, status: { name: 'RUNNING' } });
  });

  it('starts again after the execution was terminated, where REJECT_DUPLICATE would strand it', async () => {
    const due = aFreshStart();
    await start(due);
    const { runId } = await describeExecution(due);
    await temporal.client.workflow.getHandle(due.workflowId).terminate();
    const { type, options } = startOptionsOf(due);
    await expect(
      temporal.client.workflow.start(type, {
        ...options,
        workflowIdReusePolicy: 'REJECT_DUPLICATE',
        workflowIdConflictPolicy: 'FAIL',
      }),
    ).rejects.toBeInstanceOf(WorkflowExecutionAlreadyStartedError);
    await start(due);
    const again = await describeExecution(due);
    expect(again.status.name).toBe('RUNNING');
    expect(again.runId).not.toBe(runId);
  });

  it('is a success after the execution has completed, and nothing runs again', async () => {
    const worker = await startTestWorker({ pool: database.pool, temporal, dispatch: false });
    const due = aFreshStart();
    await start(due);
    await temporal.client.workflow.getHandle(due.workflowId).result();
    const { runId } = await describeExecution(due);
    await start(due);
    expect(await describeExecution(due)).toMatchObject({ runId, status: { name: 'COMPLETED' } });
    await worker.stop();
  });
});
