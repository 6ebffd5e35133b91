import { ScheduleOverlapPolicy } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listTimeZonesInUse } from '../../src/db/athletes/athletes.ts';
import type { Temporal } from '../../src/temporal/client.ts';
import { ensureSchedules } from '../../src/temporal/schedules.ts';
import { createTestDatabase } from '../support/database.ts';
import { createTestNamespace } from '../support/temporal.ts';

let temporal: Temporal;
beforeAll(async () => {
  temporal = await createTestNamespace();
});
afterAll(() => temporal.close());

const ensure = (timeZones: string[], updateExisting = false) =>
  ensureSchedules(temporal.client, timeZones, { updateExisting });

const scheduleOf = (timeZone: string) => temporal.client.schedule.getHandle(`monthly-reports-${timeZone}`);

const listed = async () => {
  const ids: string[] = [];
  for await (const { scheduleId } of temporal.client.schedule.list()) ids.push(scheduleId);
  return ids.sort();
};

describe('ensureSchedules', () => {
  it('makes one schedule for each zone: the first of the month at 04:10 on its own clocks', async () => {
    await ensure(['Europe/Paris']);
    const { spec, policies, action, info } = await scheduleOf('Europe/Paris').describe();
    expect(spec).toMatchObject({
      timezone: 'Europe/Paris',
      calendars: [
        {
          dayOfMonth: [{ start: 1, end: 1, step: 1 }],
          hour: [{ start: 4, end: 4, step: 1 }],
          minute: [{ start: 10, end: 10, step: 1 }],
          second: [{ start: 0, end: 0, step: 1 }],
        },
      ],
    });
    expect(policies).toEqual({
      overlap: ScheduleOverlapPolicy.BUFFER_ONE,
      catchupWindow: 31 * 24 * 3600 * 1000,
      pauseOnFailure: false,
    });
    expect(action).toMatchObject({
      workflowType: 'MonthlyReports',
      taskQueue: 'reports',
      workflowId: 'monthly-reports-Europe/Paris',
      args: [{ timeZone: 'Europe/Paris' }],
    });
    // 04:10 in Paris is 03:10 in winter and 02:10 in summer; up to ten minutes are jitter.
    const times = info.nextActionTimes.map((time) => time.toISOString().slice(8, 15));
    expect(new Set(times)).toEqual(new Set(['01T03:1', '01T02:1']));
  });

  it('spreads the zones that share an hour', async () => {
    const zones = ['Europe/Vienna', 'Europe/Zurich', 'Europe/Madrid', 'Europe/Berlin'];
    await ensure(zones);
    const descriptions = await Promise.all(zones.map((zone) => scheduleOf(zone).describe()));
    expect(descriptions.map(({ spec }) => spec.jitter)).toEqual(zones.map(() => 600_000));
    const first = descriptions.map(({ info }) => info.nextActionTimes[0]!.getTime());
    expect(new Set(first).size).toBe(zones.length);
  });

  it('takes what is there already for success, and leaves it alone', async () => {
    await ensure(['Europe/Rome']);
    await expect.poll(listed).toContain('monthly-reports-Europe/Rome');
    const before = await scheduleOf('Europe/Rome').describe();
    await ensure(['Europe/Rome']);
    const after = await scheduleOf('Europe/Rome').describe();
    expect(after.info.lastUpdatedAt).toEqual(before.info.lastUpdatedAt);
  });

  it('lets several processes ensure at once', async () => {
    await Promise.all([1, 2, 3].map(() => ensure(['Europe/Oslo', 'Europe/Riga'])));
    const both = ['monthly-reports-Europe/Oslo', 'monthly-reports-Europe/Riga'];
    await expect.poll(listed).toEqual(expect.arrayContaining(both));
  });

  it('updates what is there when it is asked to, and leaves a paused one paused', async () => {
    await ensure(['Europe/Sofia']);
    const handle = scheduleOf('Europe/Sofia');
    await handle.update((previous) => ({
      ...previous,
      spec: { calendars: [{ dayOfMonth: 2 }] },
      action: { ...previous.action, args: [{ timeZone: 'Europe/Sofia' }] },
      state: { paused: true, note: 'The operator is looking' },
    }));
    await expect.poll(listed).toContain('monthly-reports-Europe/Sofia');
    // Temporal takes a change in a moment after it has answered.
    const dayAndState = async () => {
      const { spec, state } = await handle.describe();
      return { day: spec.calendars![0]!.dayOfMonth[0]!.start, timeZone: spec.timezone, paused: state.paused };
    };
    await expect.poll(dayAndState).toEqual({ day: 2, timeZone: '', paused: true });

    await ensure(['Europe/Sofia'], true);
    await expect.poll(dayAndState).toEqual({ day: 1, timeZone: 'Europe/Sofia', paused: true });
    expect((await handle.describe()).state.note).toBe('The operator is looking');
  });

  it('makes the schedules again on a Temporal that has lost them', async () => {
    await ensure(['Asia/Tokyo']);
    await expect.poll(listed).toContain('monthly-reports-Asia/Tokyo');
    await scheduleOf('Asia/Tokyo').delete();
    await expect.poll(listed).not.toContain('monthly-reports-Asia/Tokyo');
    await ensure(['Asia/Tokyo']);
    await expect.poll(listed).toContain('monthly-reports-Asia/Tokyo');
  });

  it('goes on with the other zones when Temporal does not know one', async () => {
    await ensure(['Nowhere/Land', 'Asia/Dubai']);
    await expect.poll(listed).toContain('monthly-reports-Asia/Dubai');
    expect(await listed()).not.toContain('monthly-reports-Nowhere/Land');
  });
});

describe('listTimeZonesInUse', () => {
  it('lists each zone that an athlete lives in once', async () => {
    const database = await createTestDatabase();
    await database.pool.query(
      `insert into athletes (athlete_uuid, app_id, athlete_id, time_zone)
       select gen_random_uuid(), $1::uuid, zone || n, zone
       from unnest($2::text[]) as zone
       cross join generate_series(1, 2) as n`,
      [database.appId, ['Europe/Paris', 'Asia/Tokyo']],
    );
    expect(await listTimeZonesInUse(database.pool)).toEqual(['Asia/Tokyo', 'Europe/Paris']);
    await database.drop();
  });
});
