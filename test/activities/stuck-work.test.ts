import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { withSafeFailures } from '../../src/activities/failure-policy.ts';
import { withNotedAttempts } from '../../src/activities/noted-attempts.ts';
import { ensureAthletes } from '../../src/db/accept/acceptance.ts';
import { requestErasure } from '../../src/db/athletes/erasure.ts';
import { readBacklog } from '../../src/db/dispatch/backlog.ts';
import { claimOthers } from '../../src/db/dispatch/claims.ts';
import { enqueueReport } from '../../src/db/dispatch/enqueue.ts';
import { listStuckWork, redriveStuckWork, type OtherKind } from '../../src/db/dispatch/stuck-work.ts';
import { endReceiving, ensureImport, newImportId } from '../../src/db/imports/imports.ts';
import { acceptUpload } from '../../src/db/imports/uploads.ts';
import { enqueueReportEmails } from '../../src/db/notifications/emails.ts';
import { putNotifications } from '../../src/db/notifications/notifications.ts';
import { withTransaction, type Transaction } from '../../src/db/pool.ts';
import { createTestDatabase } from '../support/database.ts';
import { createAttempts } from '../support/running-steps.ts';

const database = await createTestDatabase();
afterEach(() => database.pool.query('truncate athletes, imports, executions cascade'));
afterAll(() => database.drop());

const MONTH = '2026-03';
const NONE = { upload: 0, import: 0, report: 0, erasure: 0, email: 0 };

/** Requests work of a kind for an athlete. @returns the id of its subject */
const REQUESTS: Record<OtherKind, (tx: Transaction, athleteUuid: string) => Promise<string>> = {
  upload: async (tx, athleteUuid) =>
    (await acceptUpload(tx, { appId: database.appId, athleteUuid, content: Buffer.from('file') })).uploadId,
  async import(tx, athleteUuid) {
    const importId = newImportId();
    await ensureImport(tx, { importId, appId: database.appId, format: 'zip', athleteUuid });
    await endReceiving(tx, { importId });
    return importId;
  },
  async report(tx, athleteUuid) {
    await enqueueReport(tx, { athleteUuid, month: MONTH });
    return athleteUuid;
  },
  async erasure(tx, athleteUuid) {
    await requestErasure(tx, { appId: database.appId, athleteId: 'ath-1' });
    return athleteUuid;
  },
  async email(tx, athleteUuid) {
    const email = 'ada@example.com';
    await putNotifications(tx, athleteUuid, {
      email,
      reportByEmail: true,
      badgesByEmail: false,
      quietHours: null,
    });
    await enqueueReportEmails(tx, [{ athleteUuid, month: MONTH, revision: 1 }]);
    const { rows } = await tx.query<{ email_id: string }>(`select email_id from emails`);
    return rows[0]!.email_id;
  },
};
const KINDS = Object.keys(REQUESTS) as OtherKind[];

const request = (kind: OtherKind): Promise<string> =>
  withTransaction(database.pool, async (tx) => {
    const athleteUuid = (await ensureAthletes(tx, database.appId, ['ath-1'])).get('ath-1')!;
    return REQUESTS[kind](tx, athleteUuid);
  });

const claim = async (kind: OtherKind): Promise<string> => {
  const claimed = await withTransaction(database.pool, (tx) =>
    claimOthers(tx, { kind, priority: 'interactive', limit: 10 }),
  );
  expect(claimed).toHaveLength(1);
  return claimed[0]!.workflowId;
};

/** The attempts of an execution's activity, which fails on demand. */
function attemptsOf(workflowId: string) {
  let code: string | undefined;
  const { work } = withSafeFailures(
    withNotedAttempts(database, {
      work: async () => {
        if (code !== undefined) throw Object.assign(new Error('Ours'), { code });
      },
    }),
  );
  const attempt = createAttempts({ workflowExecution: { workflowId, runId: 'test' } });
  return {
    async fail(times: number, sqlState = '42P01') {
      code = sqlState;
      for (let count = 0; count < times; count += 1) await expect(attempt(work, undefined)).rejects.toThrow();
    },
    succeed() {
      code = undefined;
      return attempt(work, undefined);
    },
  };
}

const stuck = async () => ({
  counts: (await readBacklog(database.pool)).stuckCounts,
  work: await listStuckWork(database.pool, { limit: 10 }),
});
const redrive = (dryRun: boolean) => withTransaction(database.pool, (tx) => redriveStuckWork(tx, { dryRun }));

describe.each(KINDS)('an execution of kind %s', (kind) => {
  it('is counted, listed and redriven once its attempts fail again and again', async () => {
    const id = await request(kind);
    const workflowId = await claim(kind);
    const attempts = attemptsOf(workflowId);
    await attempts.fail(7);
    expect(await stuck()).toEqual({ counts: NONE, work: [] });
    await attempts.fail(1);
    const work = {
      kind,
      id,
      month: kind === 'report' ? MONTH : null,
      attempts: 8,
      lastError: 'Error 42P01',
      since: expect.any(Date) as Date,
      workflowId,
    };
    expect(await stuck()).toEqual({ counts: { ...NONE, [kind]: 1 }, work: [work] });
    expect(await redrive(true)).toEqual([work]);
    expect(await redrive(false)).toEqual([work]);
    expect(await stuck()).toEqual({ counts: NONE, work: [] });
    expect(await claim(kind)).not.toBe(workflowId);
    expect(await redrive(false)).toEqual([]);
  });

  it('is no longer stuck once an attempt succeeds', async () => {
    await request(kind);
    const attempts = attemptsOf(await claim(kind));
    await attempts.fail(9, '55P03');
    expect((await stuck()).counts).toEqual({ ...NONE, [kind]: 1 });
    await attempts.succeed();
    expect(await stuck()).toEqual({ counts: NONE, work: [] });
    expect(await redrive(false)).toEqual([]);
  });
});

it('an erasure that has only Temporal left is listed, and left to its execution', async () => {
  await request('erasure');
  await attemptsOf(await claim('erasure')).fail(8);
  await database.pool.query('delete from athletes');
  expect((await stuck()).counts).toEqual({ ...NONE, erasure: 1 });
  expect(await redrive(false)).toEqual([]);
  expect((await stuck()).counts).toEqual({ ...NONE, erasure: 1 });
});
