import { MockActivityEnvironment } from '@temporalio/testing';
import { gzipSync } from 'node:zlib';
import { afterAll, expect, it } from 'vitest';
import { createReadRecording } from '../../src/activities/read-recording.ts';
import { ParsingTimedOut } from '../../src/activities/recording/parse-outcome.ts';
import { parseRecording } from '../../src/activities/recording/parse-recording.ts';
import { ensureAthletes } from '../../src/db/accept/acceptance.ts';
import { withTransaction } from '../../src/db/pool.ts';
import { acceptUpload } from '../../src/db/imports/uploads.ts';
import { makeGpx } from '../../src/demo/make-gpx.ts';
import { createTestDatabase } from '../support/database.ts';
import { remove } from '../support/saving.ts';
import { listWaiting } from '../support/waiting-work.ts';

const database = await createTestDatabase();
afterAll(() => database.drop());

const accept = (athleteId: string): Promise<{ uploadId: string; isNew: boolean }> =>
  withTransaction(database.pool, async (tx) => {
    const { appId } = database;
    const athleteUuid = (await ensureAthletes(tx, appId, [athleteId])).get(athleteId)!;
    const gpx = makeGpx({ sport: 'ride', startedAt: '2026-03-01T08:00:00Z', durationSeconds: 30_000 });
    const content = gzipSync(gpx, { level: 1 });
    return acceptUpload(tx, { appId, athleteUuid, content });
  });

const upload = async (athleteId: string): Promise<string> => (await accept(athleteId)).uploadId;

/** Attempts as Temporal makes them: each gets the details of the last heartbeat. */
function createAttempts(uploadId: string) {
  let attempt = 0;
  let heartbeatDetails: unknown;
  const suspected: unknown[] = [];
  return {
    suspected,
    async next({ inTime }: { inTime: boolean }) {
      attempt += 1;
      const environment = new MockActivityEnvironment({ attempt, heartbeatDetails });
      environment.on('heartbeat', (details: unknown) => (heartbeatDetails = details));
      const read = createReadRecording({
        pool: database.pool,
        parse: (bytes, options) => {
          suspected.push(options?.isSuspect);
          return parseRecording(bytes, inTime ? options : { ...options, timeoutMs: 1 });
        },
      });
      return environment.run(read, { uploadId });
    },
  };
}

it('reads a file again that took too long, one at a time with its like, and then in time', async () => {
  const attempts = createAttempts(await upload('busy-machine'));
  await expect(attempts.next({ inTime: false })).rejects.toThrow(ParsingTimedOut);
  await expect(attempts.next({ inTime: false })).rejects.toThrow(ParsingTimedOut);
  expect(await attempts.next({ inTime: true })).toMatchObject({ status: 'processed', workouts: 1 });
  expect(attempts.suspected).toEqual([false, true, true]);
});

it('gives a file up that takes too long each time', async () => {
  const attempts = createAttempts(await upload('hostile'));
  for (let i = 0; i < 2; i++) {
    await expect(attempts.next({ inTime: false })).rejects.toThrow(ParsingTimedOut);
  }
  expect(await attempts.next({ inTime: false })).toMatchObject({
    status: 'failed',
    problem: expect.stringContaining('recording-timeout'),
  });
});

it('reads the same bytes again once their workout was deleted, as a new workout', async () => {
  const uploadId = await upload('sent-again');
  const read = () =>
    new MockActivityEnvironment().run(createReadRecording({ pool: database.pool }), { uploadId });
  const live = async (): Promise<string[]> => {
    const { rows } = await database.pool.query<{ workout_id: string }>(
      `select workout_id from workouts where upload_id = $1::uuid and deleted_at is null`,
      [uploadId],
    );
    return rows.map((row) => row.workout_id);
  };
  const once = { status: 'processed', workouts: 1, problem: null };
  expect(await read()).toMatchObject(once);
  const [first] = await live();
  await database.pool.query(`update uploads set workflow_id = 'started' where upload_id = $1::uuid`, [
    uploadId,
  ]);
  expect(await accept('sent-again')).toEqual({ uploadId, isNew: false });
  expect(await listWaiting(database.pool)).not.toContain(`upload ${uploadId}`);

  await remove(database, first!);
  expect(await accept('sent-again')).toEqual({ uploadId, isNew: true });
  expect(await listWaiting(database.pool)).toContain(`upload ${uploadId}`);
  expect(await read()).toMatchObject(once);
  const again = await live();
  expect(again).toHaveLength(1);
  expect(again).not.toContain(first);
});
