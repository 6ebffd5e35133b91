import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import {
  EVERYTHING,
  listAppEvents,
  LOG_START,
  resumePlace,
  type LogPlace,
} from '../../src/db/events/app-log.ts';
import { parsePublicEventId, publicEventId } from '../../src/db/events/event-key.ts';
import { appendAppEvent, appendEvents } from '../../src/db/events/events.ts';
import { raiseTransactionOffset } from '../../src/db/events/positions.ts';
import { withTransaction, type Transaction } from '../../src/db/pool.ts';
import { lockAthletes } from '../../src/db/workouts/workout-refs.ts';
import { createApp, createTestDatabase } from '../support/database.ts';

const database = await createTestDatabase();
afterAll(() => database.drop());

let appId: string;
beforeEach(async () => {
  appId = await createApp(database.pool);
});

let names = 0;
async function athlete(): Promise<string> {
  const { rows } = await database.pool.query<{ athlete_uuid: string }>(
    `insert into athletes (athlete_uuid, app_id, athlete_id)
     values (gen_random_uuid(), $1, $2)
     returning athlete_uuid`,
    [appId, `ath-${++names}`],
  );
  return rows[0]!.athlete_uuid;
}

const append = (tx: Transaction, athleteUuid: string, ...months: string[]) =>
  appendEvents(
    tx,
    months.map((month) => ({ athleteUuid, type: 'report.ready', data: { month, revision: 1 } })),
  );

/** Appends in a transaction of its own, under the athlete's lock. */
const happen = (athleteUuid: string, ...months: string[]) =>
  withTransaction(database.pool, async (tx) => {
    await lockAthletes(tx, [athleteUuid]);
    await append(tx, athleteUuid, ...months);
  });

const list = (after: LogPlace = LOG_START, limit = 1000) =>
  listAppEvents(database.pool, { appId, after, filter: EVERYTHING, limit });
const months = async (after?: LogPlace) => (await list(after)).map(({ data }) => data['month']);

/** A transaction that the test ends. */
async function begin(): Promise<{ tx: Transaction; commit(): Promise<void> }> {
  const client = await database.pool.connect();
  await client.query('begin');
  return {
    tx: client as unknown as Transaction,
    async commit() {
      await client.query('commit');
      client.release();
    },
  };
}

/** Other test files use the same server; what they have open delays the log. */
const patiently = { timeout: 20_000 };

describe("an app's log", () => {
  it('loses no event of a transaction that commits late', async () => {
    const [slow, quick] = [await athlete(), await athlete()];
    const late = await begin();
    await lockAthletes(late.tx, [slow]);
    await append(late.tx, slow, 'late');
    await happen(quick, 'quick');
    // A reader would now continue after it, and never see the late one.
    expect(await months()).toEqual([]);
    await late.commit();
    await expect.poll(() => months(), patiently).toEqual(['late', 'quick']);
  });

  it('keeps the order of an athlete whose lock an older transaction gets last', async () => {
    const uuid = await athlete();
    const older = await begin();
    await older.tx.query('select pg_current_xact_id()');
    await happen(uuid, '1', '2');
    await lockAthletes(older.tx, [uuid]);
    await append(older.tx, uuid, '3');
    await older.commit();
    await happen(uuid, '4');
    await expect.poll(() => months(), patiently).toEqual(['1', '2', '3', '4']);
  });

  it('is read page by page without a gap or a repeat, also within a transaction', async () => {
    const [one, other] = [await athlete(), await athlete()];
    await withTransaction(database.pool, async (tx) => {
      await lockAthletes(tx, [one, other].toSorted());
      await append(tx, one, ...Array.from({ length: 25 }, (_, i) => `one-${i}`));
      await append(tx, other, ...Array.from({ length: 25 }, (_, i) => `other-${i}`));
    });
    await happen(one, 'one-25');
    await expect.poll(async () => (await list()).length, patiently).toBe(51);
    const seen = [];
    for (let page = await list(LOG_START, 7); page.length > 0; page = await list(page.at(-1), 7))
      seen.push(...page);
    expect(seen).toEqual(await list());
  });

  it('has the events of the app itself, numbered one by one', async () => {
    const endpointId = '01980000-0000-7000-8000-000000000000';
    for (let i = 0; i < 2; i++)
      await withTransaction(database.pool, (tx) =>
        appendAppEvent(tx, appId, {
          type: 'webhook.disabled',
          data: { endpointId, failingSince: null, reason: 'gone' },
        }),
      );
    await expect.poll(async () => (await list()).length, patiently).toBe(2);
    expect(await list()).toMatchObject([
      { source: appId, athleteId: null, eventId: 1, type: 'webhook.disabled' },
      { source: appId, athleteId: null, eventId: 2, type: 'webhook.disabled' },
    ]);
  });

  it('selects types and an athlete', async () => {
    const [one, other] = [await athlete(), await athlete()];
    await happen(one, '1');
    await happen(other, '2');
    await expect.poll(() => months(), patiently).toEqual(['1', '2']);
    const only = async (filter: Partial<typeof EVERYTHING>) =>
      (
        await listAppEvents(database.pool, {
          appId,
          after: LOG_START,
          filter: { ...EVERYTHING, ...filter },
          limit: 9,
        })
      ).map(({ data }) => data['month']);
    expect(await only({ athleteId: `ath-${names}` })).toEqual(['2']);
    expect(await only({ types: ['report.ready'] })).toEqual(['1', '2']);
    expect(await only({ types: ['upload.failed'] })).toEqual([]);
  });

  it('goes on after a restore into a cluster whose transaction ids are lower', async () => {
    const own = await createTestDatabase();
    const before = { ...database };
    try {
      Object.assign(database, own);
      appId = own.appId;
      const uuid = await athlete();
      await happen(uuid, 'restored');
      await own.pool.query('update events set position = position + 1000000');
      await raiseTransactionOffset(own.pool);
      await happen(uuid, 'new');
      await expect.poll(() => months(), patiently).toEqual(['restored', 'new']);
    } finally {
      Object.assign(database, before);
      await own.drop();
    }
  });

  it('continues by time where a restore to an earlier state has assigned positions again', async () => {
    const uuid = await athlete();
    await happen(uuid, 'kept');
    await database.pool.query(`update events set created_at = now() - interval '1 day' where app_id = $1`, [
      appId,
    ]);
    await happen(uuid, 'new');
    await expect.poll(() => months(), patiently).toEqual(['kept', 'new']);
    const [kept, added] = await list();
    const readAt = new Date(Date.now() - 3_600_000);
    const lost = { ...added!, eventId: added!.eventId + 5 };
    const place = await resumePlace(database.pool, { appId, after: lost, readAt });
    expect(await months(place)).toContain('new');
    // Nothing was restored: the place is that of the event.
    expect(await resumePlace(database.pool, { appId, after: added!, readAt: added!.createdAt })).toBe(added);
    expect(await resumePlace(database.pool, { appId, after: kept!, readAt: kept!.createdAt })).toBe(kept);
  });
});

describe('the id of an event', () => {
  it('names its source and its number', () => {
    const key = { source: '01980000-0000-7000-8000-000000000000', eventId: 178_047_600_012_345 };
    const id = publicEventId(key);
    expect(id).toMatch(/^evt_[\w-]{32}$/);
    expect(parsePublicEventId(id)).toEqual(key);
  });

  it.each(['', 'evt_', 'evt_*', '12', `evt_${'_'.repeat(32)}`])('is not %j', (text) => {
    expect(parsePublicEventId(text)).toBeUndefined();
  });
});
