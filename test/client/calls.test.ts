import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  DuplicateWorkoutError,
  IdempotencyKeyReusedError,
  type AfterburnClient,
} from '../../packages/client/src/index.ts';
import { buildMonthlyReport } from '../../src/domain/monthly-report.ts';
import { makeGpx } from '../../src/demo/make-gpx.ts';
import { createStepRunner } from '../support/running-steps.ts';
import { minutesAgo } from '../api/api-harness.ts';
import { createClientHarness, type ClientHarness } from './client-harness.ts';

let harness: ClientHarness;
let client: AfterburnClient;
beforeAll(async () => {
  harness = await createClientHarness();
  client = harness.clientOf();
});
afterAll(() => harness.stop());

let athletes = 0;
const anAthlete = (): string => `ath-${++athletes}`;

async function allOf<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

describe('workouts', () => {
  it('are saved, read, edited and deleted, each by what was seen of them', async () => {
    const run = harness.aNewRun({ athleteId: anAthlete() });
    const saved = await client.workouts.save(run);
    expect(saved).toMatchObject({
      revision: 1,
      status: 'accepted',
      links: { self: `/v1/workouts/${saved.id}` },
    });
    expect(await client.workouts.get(saved.id)).toMatchObject({ id: saved.id, title: 'Lunch run' });

    const edited = await client.workouts.edit(saved, { title: 'Evening run', averageHeartRate: null });
    expect(edited).toMatchObject({ id: saved.id, revision: 2 });
    const read = await client.workouts.get(saved.id);
    expect(read).toMatchObject({ revision: 2, title: 'Evening run', averageHeartRate: null });
    await expect(client.workouts.edit(saved, { title: 'Stale' })).rejects.toMatchObject({
      status: 412,
      code: 'precondition-failed',
    });

    expect(await client.workouts.reprocess(saved.id)).toMatchObject({ id: saved.id, revision: 2 });
    expect(await client.workouts.delete(read)).toMatchObject({ revision: 3 });
    await expect(client.workouts.get(saved.id)).rejects.toMatchObject({ status: 404, code: 'not-found' });
  });

  it('count again when their flags are cleared', async () => {
    const { id, revision } = await client.workouts.save(harness.aNewRun({ distanceMeters: 60_000 }));
    await createStepRunner(harness.api.pool).process([{ workoutId: id, revision }]);
    const review = { decision: 'clear', reason: 'A train carried the watch.' } as const;
    expect(await client.workouts.reviewFlags(id, review)).toMatchObject({ id, revision: 2 });
    expect(await client.workouts.get(id)).toMatchObject({ flags: [], flagReview: review });
  });

  it('are deleted by id alone, whatever revision is there', async () => {
    const saved = await client.workouts.save(harness.aNewRun());
    await client.workouts.edit(saved, { title: 'Changed' });
    expect(await client.workouts.delete(saved.id)).toMatchObject({ revision: 3 });
  });

  it('say which workout is there already, and that a key was used before', async () => {
    const run = harness.aNewRun();
    const options = { idempotencyKey: 'once' };
    const saved = await client.workouts.save(run, options);
    expect(await client.workouts.save(run, options)).toEqual(saved);
    const again: unknown = await client.workouts.save(run).catch((error: unknown) => error);
    expect(again).toBeInstanceOf(DuplicateWorkoutError);
    expect(again).toMatchObject({ workoutId: saved.id, status: 409 });
    const other = { ...run, title: 'Other' };
    await expect(client.workouts.save(other, options)).rejects.toBeInstanceOf(IdempotencyKeyReusedError);
    expect(await client.pending()).toEqual([]);
  });

  it('are listed newest first over all pages, by one or by the page', async () => {
    const athleteId = anAthlete();
    const saved = [];
    for (let i = 0; i < 7; i++) saved.push(await client.workouts.save(harness.aNewRun({ athleteId })));
    const list = client.workouts.list({ athleteId, limit: 3 });
    expect((await allOf(list)).map(({ id }) => id)).toEqual(saved.map(({ id }) => id));
    const pages = await allOf(list.pages());
    expect(pages.map(({ items }) => items.length)).toEqual([3, 3, 1]);
    const { nextCursor } = pages[0]!;
    const rest = await allOf(client.workouts.list({ athleteId, limit: 3, cursor: nextCursor }));
    expect(rest).toHaveLength(4);
  });

  it('are waited for until their steps are through', async () => {
    const runner = createStepRunner(harness.api.pool);
    const { id, revision } = await client.workouts.save(harness.aNewRun());
    const waiting = client.workouts.waitUntilProcessed(id);
    await runner.process([{ workoutId: id, revision }]);
    expect(await waiting).toMatchObject({ id, status: 'processed' });
    const other = await client.workouts.save(harness.aNewRun());
    const signal = AbortSignal.timeout(50);
    await expect(client.workouts.waitUntilProcessed(other.id, { signal })).rejects.toThrow('timeout');
  });
});

describe('athletes', () => {
  it('are put, read and weighed, and have what their workouts came to', async () => {
    const athleteId = anAthlete();
    expect(await client.athletes.put(athleteId, { timeZone: 'Europe/Paris', weightKg: 71 })).toMatchObject({
      athleteId,
      weightKg: 71,
    });
    expect(await client.athletes.get(athleteId)).toMatchObject({ timeZone: 'Europe/Paris', sex: null });
    expect(await client.athletes.putWeight(athleteId, '2026-01-02', 70)).toEqual({
      athleteId,
      date: '2026-01-02',
      weightKg: 70,
    });
    const { id, revision } = await client.workouts.save(harness.aNewRun({ athleteId }));
    await createStepRunner(harness.api.pool).process([{ workoutId: id, revision }]);
    const { earned, progress } = await client.athletes.achievements(athleteId);
    expect(earned.map(({ workoutId }) => workoutId)).toContain(id);
    expect(progress.length).toBeGreaterThan(0);
    const catalogue = await client.athletes.achievementCatalogue();
    expect(catalogue.map(({ id: achievement }) => achievement)).toContain('first-run');
    const { basis, days } = await client.athletes.trainingLoad(athleteId, {
      from: '2026-01-01',
      to: '2026-01-31',
      basis: 'trimp',
    });
    expect([basis, days.length, days[0]?.date]).toEqual(['trimp', 31, '2026-01-01']);
    expect(await client.athletes.records(athleteId)).toContainEqual(
      expect.objectContaining({ kind: 'longest_distance', value: 10_020 }),
    );
  });

  it('are erased, and are new when their id comes again', async () => {
    const athleteId = anAthlete();
    await client.athletes.put(athleteId, { timeZone: 'Europe/Paris' });
    expect(await client.athletes.delete(athleteId)).toEqual({ athleteId, status: 'erasing' });
    await expect(client.athletes.get(athleteId)).rejects.toMatchObject({ code: 'not-found' });
    await expect(client.athletes.delete(athleteId)).rejects.toMatchObject({ code: 'not-found' });
    await client.workouts.save(harness.aNewRun({ athleteId }));
    expect(await client.athletes.get(athleteId)).toMatchObject({ timeZone: 'UTC' });
  });

  it('get tokens, with which a page reads and saves as that athlete alone', async () => {
    const athleteId = anAthlete();
    await client.athletes.put(athleteId, { timeZone: 'UTC' });
    const { id, token, expiresAt } = await client.athletes.createToken(athleteId, { expiresInSeconds: 60 });
    expect(Date.parse(expiresAt) - Date.now()).toBeLessThan(61_000);
    const page = harness.clientOf({ apiKey: undefined, token });
    const saved = await page.workouts.save(harness.aNewRun({ athleteId }));
    expect((await allOf(page.workouts.list())).map((workout) => workout.id)).toEqual([saved.id]);
    const others = page.workouts.save(harness.aNewRun({ athleteId: 'someone-else' }));
    await expect(others).rejects.toMatchObject({ status: 403, code: 'forbidden' });
    expect(await page.pending()).toHaveLength(1);
    expect((await client.athletes.createToken(athleteId)).token).not.toBe(token);
    const [newer, older] = await allOf(client.athletes.listTokens(athleteId, { limit: 1 }));
    expect(older).toMatchObject({ id, expiresAt });
    await client.athletes.deleteToken(athleteId, older!.id);
    expect(await allOf(client.athletes.listTokens(athleteId))).toEqual([newer]);
    await expect(client.athletes.deleteToken(athleteId, older!.id)).rejects.toMatchObject({
      code: 'not-found',
    });
  });

  it('receive their events from the requested position on', async () => {
    const athleteId = anAthlete();
    const runner = createStepRunner(harness.api.pool);
    const refs = [];
    for (let i = 0; i < 2; i++) {
      const { id, revision } = await client.workouts.save(harness.aNewRun({ athleteId }));
      refs.push({ workoutId: id, revision });
      await runner.process([{ workoutId: id, revision }]);
    }
    const ids: number[] = [];
    for await (const event of client.athletes.events(athleteId, { after: 0 })) {
      ids.push(event.id);
      if (event.type === 'workout.processed' && event.data.workoutId === refs[1]!.workoutId) break;
    }
    expect(ids).toEqual(ids.map((_, index) => ids[0]! + index));
    for await (const event of client.athletes.events(athleteId, { after: ids.at(-2)! })) {
      expect(event).toMatchObject({ id: ids.at(-1), athleteId });
      break;
    }
    await expect(client.athletes.events('nobody')[Symbol.asyncIterator]().next()).rejects.toMatchObject({
      code: 'not-found',
    });
  });
});

describe('athletes who are notified, and who share', () => {
  it('have settings of their own, and cards', async () => {
    const athleteId = anAthlete();
    await client.athletes.put(athleteId, { timeZone: 'UTC' });
    expect(await client.athletes.notifications(athleteId)).toMatchObject({ email: null });
    const settings = { email: 'ada@example.com', reportByEmail: true, badgesByEmail: false };
    expect(await client.athletes.putNotifications(athleteId, settings)).toMatchObject(settings);
    const { id } = await client.workouts.save(harness.aNewRun({ athleteId }));
    const { url } = await client.athletes.createShareCard(athleteId, { of: 'workout', id });
    const card = await harness.api.get(new URL(url, 'http://any').pathname, { key: null });
    expect([card.status, card.headers.get('Content-Type')]).toEqual([200, 'image/png']);
  });
});

describe('webhooks', () => {
  it('are configured, tried, listed and sent again', async () => {
    const { webhooks } = client;
    const created = await webhooks.create({ url: 'https://hooks.example.com/afterburn' });
    const { id } = created;
    expect(created.secret).toMatch(/^whsec_/);
    expect((await allOf(webhooks.list({ limit: 1 }))).map((endpoint) => endpoint.id)).toEqual([id]);
    expect(await webhooks.get(id)).toMatchObject({ id, status: 'enabled' });
    expect(await webhooks.edit(id, { description: 'Tests' })).toMatchObject({ description: 'Tests' });
    expect((await webhooks.rotateSecret(id, { gracePeriodSeconds: 60 })).secret).not.toBe(created.secret);
    expect(await webhooks.sendExample(id, 'workout.processed')).toMatchObject({
      eventId: expect.stringMatching(/^evt_/),
    });
    expect(await allOf(webhooks.attempts(id, { status: 'failed' }))).toEqual([]);
    expect(await webhooks.resend(id, { since: new Date().toISOString() })).toEqual({ queued: 0 });
    expect(await webhooks.statistics(id)).toMatchObject({ delivered: 0, failed: 0 });
    await webhooks.delete(id);
    await expect(webhooks.get(id)).rejects.toMatchObject({ code: 'not-found' });
  });

  it('have a log that can be polled', async () => {
    const athleteId = anAthlete();
    const { nextCursor } = await client.webhooks.events({ limit: 200 });
    const { id, revision } = await client.workouts.save(harness.aNewRun({ athleteId }));
    await createStepRunner(harness.api.pool).process([{ workoutId: id, revision }]);
    let after = nextCursor;
    const types: string[] = [];
    const readOn = async () => {
      const page = await client.webhooks.events({ after });
      types.push(...page.events.filter((event) => event.athleteId === athleteId).map(({ type }) => type));
      after = page.nextCursor;
      return types;
    };
    // Events wait for the transactions of other tests that are open on the same server.
    await expect.poll(readOn).toEqual(expect.arrayContaining(['workout.accepted', 'workout.processed']));
  });
});

describe('files', () => {
  it('are sent, and are the same upload when they are sent again', async () => {
    const athleteId = anAthlete();
    const startedAt = minutesAgo(5000);
    const file = makeGpx({ sport: 'run', startedAt, durationSeconds: 600 });
    const sent = await client.uploads.send({ athleteId, file });
    expect(sent).toMatchObject({ status: 'accepted', links: { self: `/v1/uploads/${sent.id}` } });
    const again = await client.uploads.send({ athleteId, file, contentType: 'application/gpx+xml' });
    expect(again.id).toBe(sent.id);
    expect(await client.uploads.get(sent.id)).toMatchObject({ id: sent.id, workoutIds: [] });
    const waiting = client.uploads.waitUntilProcessed(sent.id);
    await harness.api.pool.query(`update uploads set status = 'failed' where upload_id = $1`, [sent.id]);
    expect(await waiting).toMatchObject({ status: 'failed' });
  });
});

describe('imports', () => {
  it('accept many workouts at once, and return the outcome of each', async () => {
    const athleteId = anAthlete();
    const there = harness.aNewRun({ athleteId });
    await client.workouts.save(there);
    const workouts = [
      harness.aNewRun({ athleteId }),
      there,
      harness.aNewRun({ athleteId, durationSeconds: -1 }),
    ];
    const sent = await client.imports.send({ workouts });
    expect(sent).toMatchObject({ status: 'processing', links: { self: `/v1/imports/${sent.id}` } });
    expect(await client.imports.get(sent.id)).toMatchObject({
      total: 3,
      accepted: 1,
      duplicates: 1,
      refused: 1,
      problems: [
        { line: 2, problem: { type: '/problems/duplicate-workout' } },
        { line: 3, problem: { type: '/problems/validation-error' } },
      ],
    });
    const waiting = client.imports.waitUntilProcessed(sent.id);
    await harness.api.pool.query(`update imports set status = 'processed' where import_id = $1`, [sent.id]);
    expect(await waiting).toMatchObject({ status: 'processed' });
  });
});

/** As the report's activity writes it. */
async function makeReport(athleteId: string, month: string): Promise<void> {
  const asOf = new Date().toISOString();
  const report = buildMonthlyReport({
    month,
    timeZone: 'UTC',
    asOf,
    complete: true,
    workouts: [],
    ranks: [],
    loads: [],
  });
  await harness.api.pool.query(
    `update report_months m
     set state = 'ready', revision = 1, complete = true, report = $3
     from athletes a
     where a.athlete_uuid = m.athlete_uuid and a.athlete_id = $2 and m.month = $1`,
    [month, athleteId, JSON.stringify(report)],
  );
}

describe('reports', () => {
  it('are asked for, being made, and read as data or as a page', async () => {
    const athleteId = anAthlete();
    await client.athletes.put(athleteId, { timeZone: 'UTC' });
    await expect(client.reports.get(athleteId, '2026-01')).rejects.toMatchObject({
      code: 'report-not-requested',
    });
    expect(await client.reports.make(athleteId, '2026-01')).toEqual({ month: '2026-01', status: 'building' });
    expect(await client.reports.get(athleteId, '2026-01')).toEqual({ status: 'building' });
    expect(await client.reports.getPage(athleteId, '2026-01')).toEqual({ status: 'building' });
    expect(await allOf(client.reports.list(athleteId, { limit: 1 }))).toMatchObject([
      { month: '2026-01', status: 'building' },
    ]);
    await makeReport(athleteId, '2026-01');
    expect(await client.reports.get(athleteId, '2026-01')).toMatchObject({
      status: 'ready',
      report: { month: '2026-01', revision: 1, complete: true, totals: { workouts: 0 } },
    });
    const page = await client.reports.getPage(athleteId, '2026-01');
    expect(page).toMatchObject({ status: 'ready', report: expect.stringMatching(/^<!doctype html>/i) });
    expect(await client.reports.getEmail(athleteId, '2026-01')).toMatchObject({
      revision: 1,
      html: expect.stringContaining('<table'),
    });
    const { url } = await client.reports.createLink(athleteId, '2026-01');
    const opened = await harness.api.get(url, { key: null, headers: { Accept: 'text/html' } });
    expect(await opened.text()).toMatch(/^<!doctype html>/i);
  });
});

describe('leaderboards', () => {
  it('are listed and read, in parts, around an athlete, and to their end', async () => {
    const runner = createStepRunner(harness.api.pool);
    const ids = [anAthlete(), anAthlete(), anAthlete()];
    for (const athleteId of ids) {
      const { id, revision } = await client.workouts.save(harness.aNewRun({ athleteId }));
      await runner.process([{ workoutId: id, revision }]);
    }
    expect((await client.leaderboards.list()).map(({ board }) => board)).toContain('distance');
    const board = await client.leaderboards.board('distance', { period: 'all', sport: 'run', limit: 2 });
    expect(board).toMatchObject({ board: 'distance', period: 'all' });
    expect(board.entries).toHaveLength(2);
    const all = await allOf(client.leaderboards.entries('distance', { limit: 2 }));
    expect(all).toHaveLength(board.total);
    const around = await client.leaderboards.around('distance', ids[1]!, { limit: 3 });
    expect(around.entries.map(({ athleteId }) => athleteId)).toContain(ids[1]);
    await expect(client.leaderboards.board('none')).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('the service', () => {
  it('returns its state, its events and its problems without a key', async () => {
    const { service } = harness.clientOf({ apiKey: 'none' });
    expect(await service.health()).toEqual({ status: 'alive' });
    expect(await service.readiness()).toMatchObject({ status: 'ready', postgres: true });
    expect(await service.metrics()).toContain('# TYPE afterburn_');
    expect(await service.problemType('not-found')).toMatchObject({ type: '/problems/not-found' });
    expect((await service.eventTypes()).map(({ type }) => type)).toContain('achievement.earned');
  });

  it('shows operators its work, and where each workout is executed', async () => {
    const { key } = await harness.api.addApp('operators', 'operator');
    const { operations } = harness.clientOf({ apiKey: key });
    expect(await operations.read({ limit: 1 })).toMatchObject({ failed: [] });
    expect(await operations.redrive({ dryRun: true })).toMatchObject({ dryRun: true, workouts: [] });
    const { id } = await client.workouts.save(harness.aNewRun());
    expect(await operations.workout(id)).toMatchObject({ workoutId: id, app: 'tested' });
    expect(await client.workouts.executionUrl(id)).toContain(`http://temporal.test/`);
  });
});

describe('the client', () => {
  it('has a call for every operation of the served document', async () => {
    const { paths } = (await (await harness.api.app.request('/openapi.json')).json()) as {
      paths: Record<string, object>;
    };
    // Opened by mail programs and browsers: links that the service makes.
    const isLink = (path: string): boolean => /^\/(cards|unsubscribe)\//.test(path);
    const called = Object.entries(paths).filter(([path]) => !isLink(path));
    const operations = called.flatMap(([path, verbs]) =>
      Object.keys(verbs).map((verb) => ({
        name: `${verb} ${path}`,
        pattern: new RegExp(`^${verb} ${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`, 'i'),
      })),
    );
    // Concurrent saves share a request.
    await Promise.all([1, 2, 3, 4].map(() => client.workouts.save(harness.aNewRun())));
    const uncalled = operations.filter(({ pattern }) => !harness.called.some((call) => pattern.test(call)));
    const names = uncalled.map(({ name }) => name);
    expect(names, 'Add a call to packages/client for each of these operations, and use it here.').toEqual([]);
  });
});
