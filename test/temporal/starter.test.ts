import { WorkflowNotFoundError } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { acceptWorkouts, ensureAthletes } from '../../src/db/acceptance.ts';
import { enqueueReport, enqueueUpload } from '../../src/db/outbox.ts';
import { withTransaction } from '../../src/db/pool.ts';
import { insertUpload } from '../../src/db/uploads.ts';
import type { Temporal } from '../../src/temporal/client.ts';
import { createStarter } from '../../src/temporal/starter.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { connectToNobody, connectToSilence, withStart } from '../support/temporal-faults.ts';
import { createTestNamespace } from '../support/temporal.ts';
import { aRun } from '../support/workouts.ts';

const patiently = { timeout: 20_000 };
const DAY_MS = 24 * 3600 * 1000;

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

function createTestStarter(to: Temporal = temporal) {
  const warnings: { at: number }[] = [];
  const log = { warn: () => void warnings.push({ at: performance.now() }) };
  return { starter: createStarter({ pool: database.pool, temporal: to, log }), warnings };
}

let days = 0;
/** Accepted as the API does when it starts the execution itself. */
async function accept(): Promise<{ workoutId: string; revision: number; run: number }> {
  const startedAt = new Date(Date.UTC(2001, 0, ++days)).toISOString();
  const [outcome] = await withTransaction(database.pool, (tx) =>
    acceptWorkouts(tx, {
      appId: database.appId,
      saves: [{ submission: aRun({ startedAt }), idempotencyKey: null, startNow: true }],
      priority: 'interactive',
    }),
  );
  if (outcome?.kind !== 'accepted') throw new Error('Not accepted');
  return { workoutId: outcome.workoutId, revision: outcome.revision, run: 0 };
}

const outboxOf = async (subjectId: string) => {
  const { rows } = await database.pool.query<{ workflowId: string }>(
    `select workflow_id as "workflowId" from outbox where subject_id = $1::uuid`,
    [subjectId],
  );
  return rows.map((row) => row.workflowId);
};

const statusOf = async (workflowId: string) =>
  (await temporal.client.workflow.getHandle(workflowId).describe()).status.name;

describe('the starter', () => {
  it('starts the execution of a saved workout, and deletes its row', async () => {
    const { starter, warnings } = createTestStarter();
    const run = await accept();
    expect(await outboxOf(run.workoutId)).toEqual([`process-workout-${run.workoutId}-r1`]);
    starter.startWorkouts([run]);
    await expect.poll(() => outboxOf(run.workoutId), patiently).toEqual([]);
    expect(await statusOf(`process-workout-${run.workoutId}-r1`)).toBe('RUNNING');
    expect(warnings).toEqual([]);
  });

  it('starts what is waited for beside workouts: uploads and reports', async () => {
    const { starter } = createTestStarter();
    const { uploadId, athleteUuid, upload, report } = await withTransaction(database.pool, async (tx) => {
      const athletes = await ensureAthletes(tx, database.appId, ['uploads']);
      const uuid = athletes.get('uploads')!;
      const content = Buffer.from('<gpx/>');
      const inserted = await insertUpload(tx, { appId: database.appId, athleteUuid: uuid, content });
      return {
        athleteUuid: uuid,
        uploadId: inserted.uploadId,
        upload: await enqueueUpload(tx, { uploadId: inserted.uploadId, startNow: true }),
        report: await enqueueReport(tx, { athleteUuid: uuid, month: '2026-10', startNow: true }),
      };
    });
    starter.startUpload({ uploadId, workflowId: upload.workflowId });
    starter.startReport({ athleteUuid, month: '2026-10', workflowId: report.workflowId });
    await expect.poll(() => outboxOf(uploadId), patiently).toEqual([]);
    await expect.poll(() => outboxOf(athleteUuid), patiently).toEqual([]);
    expect(await statusOf(upload.workflowId)).toBe('RUNNING');
    expect(await statusOf(report.workflowId)).toBe('RUNNING');
  });

  it('takes an execution that is there already for its own', async () => {
    const { starter, warnings } = createTestStarter();
    const run = await accept();
    const crashing = withStart(temporal, async (start) => {
      await start();
      throw new Error('Killed between the start and the delete');
    });
    const first = createTestStarter(crashing);
    first.starter.startWorkouts([run]);
    await expect.poll(() => first.warnings, patiently).toHaveLength(1);
    expect(await outboxOf(run.workoutId)).toHaveLength(1);
    starter.startWorkouts([run]);
    await expect.poll(() => outboxOf(run.workoutId), patiently).toEqual([]);
    expect(warnings).toEqual([]);
  });

  it.each([
    { state: 'away', connect: connectToNobody },
    { state: 'hanging', connect: connectToSilence },
  ])(
    'leaves everything to the outbox for 5 s after a start failed, with Temporal $state',
    async ({ connect }) => {
      // Nothing processes what the tests before have saved.
      await database.pool.query(`update workouts set status = 'processed'`);
      vi.useFakeTimers({ toFake: ['Date', 'performance'] });
      onTestFinished(() => void vi.useRealTimers());
      const { starter, warnings } = createTestStarter(await connect(temporal.namespace));
      expect(starter.claimsNow()).toBe(true);
      const run = await accept();
      starter.startWorkouts([run]);
      await expect.poll(() => warnings, patiently).toHaveLength(1);
      expect(await outboxOf(run.workoutId)).toEqual([`process-workout-${run.workoutId}-r1`]);
      await expect(statusOf(`process-workout-${run.workoutId}-r1`)).rejects.toBeInstanceOf(
        WorkflowNotFoundError,
      );

      expect(starter.claimsNow()).toBe(false);
      vi.advanceTimersByTime(warnings[0]!.at + 4999 - performance.now());
      // A clock that is set meanwhile makes it no shorter, and no longer.
      vi.setSystemTime(Date.now() + DAY_MS);
      expect(starter.claimsNow()).toBe(false);
      vi.setSystemTime(Date.now() - 2 * DAY_MS);
      vi.advanceTimersByTime(1);
      expect(starter.claimsNow()).toBe(true);
    },
  );

  it('leaves everything to the outbox while there is much to do', async () => {
    const { starter } = createTestStarter();
    const { rowCount } = await database.pool.query(
      `update workouts set status = 'processing' where app_id = $1::uuid`,
      [database.appId],
    );
    const missing = 50 - rowCount!;
    for (let more = 0; more < missing; more += 1) await accept();
    starter.claimsNow();
    await expect.poll(() => starter.claimsNow(), patiently).toBe(false);
    await database.pool.query(`update workouts set status = 'processed'`);
    await expect.poll(() => starter.claimsNow(), patiently).toBe(true);
  });

  it('says whether Temporal can be reached', async () => {
    expect(await createTestStarter().starter.isTemporalReachable()).toBe(true);
    const away = createTestStarter(await connectToNobody(temporal.namespace));
    expect(await away.starter.isTemporalReachable()).toBe(false);
    const hanging = createTestStarter(await connectToSilence(temporal.namespace));
    expect(await hanging.starter.isTemporalReachable()).toBe(false);
  });
});
