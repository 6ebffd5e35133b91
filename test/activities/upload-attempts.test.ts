import { afterAll, expect, it } from 'vitest';
import { createReadRecording } from '../../src/activities/read-recording.ts';
import { parseRecording } from '../../src/activities/recording/parse-recording.ts';
import { ensureAthletes } from '../../src/db/accept/acceptance.ts';
import { withTransaction } from '../../src/db/pool.ts';
import { acceptUpload } from '../../src/db/imports/uploads.ts';
import { makeGpx } from '../../src/demo/make-gpx.ts';
import { createTestDatabase } from '../support/database.ts';
import { createAttempts } from '../support/running-steps.ts';

const database = await createTestDatabase();
afterAll(() => database.drop());

it.each(['25P04', '42P01', '22003'])(
  'never takes a failure of ours (%s) for a fault of the file, however often it comes',
  async (code) => {
    const { appId, pool } = database;
    const uploadId = await withTransaction(pool, async (tx) => {
      const athleteUuid = (await ensureAthletes(tx, appId, [code])).get(code)!;
      const content = Buffer.from(
        makeGpx({ sport: 'ride', startedAt: '2026-03-01T08:00:00Z', durationSeconds: 60 }),
      );
      return (await acceptUpload(tx, { appId, athleteUuid, content })).uploadId;
    });
    let isBroken = true;
    const read = createReadRecording({
      pool,
      parse: (bytes, options) => {
        if (isBroken) throw Object.assign(new Error('Ours'), { code });
        return parseRecording(bytes, options);
      },
    });
    const attempt = createAttempts();
    for (let count = 0; count < 9; count += 1) await expect(attempt(read, { uploadId })).rejects.toThrow();
    const state = async () =>
      (
        await pool.query(
          `select u.status,
             (select count(*)::int from events e where e.athlete_uuid = u.athlete_uuid) as events
           from uploads u
           where u.upload_id = $1::uuid`,
          [uploadId],
        )
      ).rows[0];
    expect(await state()).toEqual({ status: 'processing', events: 0 });
    isBroken = false;
    expect(await attempt(read, { uploadId })).toMatchObject({ status: 'processed', workouts: 1 });
  },
);
