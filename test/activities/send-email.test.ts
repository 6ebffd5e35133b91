import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createEraseAthleteData } from '../../src/activities/erase-athlete.ts';
import { createSendEmail, type SendEmailResult } from '../../src/activities/send-email.ts';
import { ensureAthletes } from '../../src/db/accept/acceptance.ts';
import { requestErasure } from '../../src/db/athletes/erasure.ts';
import { claimOthers } from '../../src/db/dispatch/claims.ts';
import { enqueueReport } from '../../src/db/dispatch/enqueue.ts';
import { endExecution } from '../../src/db/dispatch/executions.ts';
import { getNotifications, putNotifications } from '../../src/db/notifications/notifications.ts';
import { withTransaction } from '../../src/db/pool.ts';
import { createInboxMailer } from '../../src/delivery/mail/inbox-mailer.ts';
import type { Mailer } from '../../src/delivery/mail/mailer.ts';
import { createSmtpMailer } from '../../src/delivery/mail/smtp-mailer.ts';
import { addDays, localDateOf } from '../../src/domain/local-time.ts';
import type { Notifications } from '../../src/domain/notifications.ts';
import { lastClosedMonth } from '../../src/domain/report-month.ts';
import type { Sport } from '../../src/domain/workout.ts';
import { calmTimeZone } from '../support/calm-time-zone.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { createStepRunner, createTestActivities } from '../support/running-steps.ts';
import { saveWorkouts } from '../support/saving.ts';
import { startSmtpServer, type TestSmtpServer } from '../support/smtp.ts';
import { aRun } from '../support/workouts.ts';

let database: TestDatabase;
let smtp: TestSmtpServer;
const timeZone = calmTimeZone();
let counter = 0;
let athleteId: string;
let athleteUuid: string;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  smtp = await startSmtpServer();
  athleteId = `mailed-${(counter += 1)}`;
  athleteUuid = await withTransaction(database.pool, async (tx) =>
    (await ensureAthletes(tx, database.appId, [athleteId])).get(athleteId)!,
  );
  await moveTo(timeZone);
});
afterEach(async () => {
  await smtp.stop();
  await database.pool.query('delete from emails');
});

const moveTo = (zone: string) =>
  database.pool.query(`update athletes set time_zone = $2 where athlete_uuid = $1`, [athleteUuid, zone]);

const allow = (over: Partial<Notifications> = {}) =>
  withTransaction(database.pool, (tx) =>
    putNotifications(tx, athleteUuid, {
      email: 'ada@example.com',
      reportByEmail: true,
      badgesByEmail: true,
      quietHours: null,
      ...over,
    }),
  );

const emails = async () => {
  const { rows } = await database.pool.query<{
    emailId: string;
    kind: string;
    state: string;
    reason: string | null;
    dueAt: Date;
  }>(
    `select email_id as "emailId", kind, state, reason, due_at as "dueAt"
     from emails
     order by kind, requested_at`,
  );
  return rows;
};

interface Send {
  emailId?: string;
  /** The execution; without it, the one that has the e-mail, or a new one. */
  workflowId?: string;
  now?: string;
  mailer?: Mailer;
}

const publicUrl = 'https://api.ember.example';

/** Sends an e-mail; without an id, the one that waits. */
async function send({ emailId, workflowId, now, mailer }: Send = {}): Promise<SendEmailResult> {
  const id = emailId ?? (await emails()).find(({ state }) => state === 'waiting')!.emailId;
  const { rows } = await database.pool.query<{ workflowId: string }>(
    `update emails
     set workflow_id = coalesce(workflow_id, 'send-email')
     where email_id = $1::uuid
     returning workflow_id as "workflowId"`,
    [id],
  );
  const workflowExecution = { workflowId: workflowId ?? rows[0]?.workflowId ?? 'send-email', runId: 'test' };
  const smtpMailer = createSmtpMailer({ url: smtp.url, from: 'Ember <reports@ember.example>' });
  return new MockActivityEnvironment({ workflowExecution }, { logger: new DefaultLogger('ERROR') }).run(
    createSendEmail({
      pool: database.pool,
      mail: { mailer: mailer ?? smtpMailer, publicUrl },
      ...(now ? { now: () => new Date(now) } : {}),
    }),
    { emailId: id },
  );
}

/** Starts an execution for the e-mail that waits for one, as the dispatcher does. */
const claim = async (): Promise<string> => {
  const claimed = await withTransaction(database.pool, (tx) =>
    claimOthers(tx, { kind: 'email', priority: 'interactive', limit: 10 }),
  );
  expect(claimed).toHaveLength(1);
  return claimed[0]!.workflowId;
};

/** Replaces an execution, as a redrive and the reconciler do. */
const replace = async (workflowId: string): Promise<string> => {
  await withTransaction(database.pool, (tx) => endExecution(tx, workflowId));
  return claim();
};

const erase = async (): Promise<void> => {
  await withTransaction(database.pool, (tx) => requestErasure(tx, { appId: database.appId, athleteId }));
};

const { month } = lastClosedMonth(timeZone, new Date().toISOString());

/** Saves runs of the last month; they are imported, so that they earn no badge mail. */
const buildReport = async ({ days = [1, 2, 3], of = month } = {}) => {
  const workouts = await saveWorkouts(
    database,
    days.map((day) => aRun({ athleteId, startedAt: `${of}-0${day}T20:00:00Z`, timeZone: null })),
  );
  await database.pool.query('update workouts set imported = true');
  await createStepRunner(database.pool).process(workouts);
  await new MockActivityEnvironment().run(createTestActivities(database.pool).buildMonthlyReport, {
    athleteUuid,
    month: of,
  });
};

/** Two days ago: recent enough for an e-mail, and over in every time zone. */
const recently = addDays(localDateOf(new Date().toISOString(), 'UTC'), -2);

/** The first workout of a sport earns a badge. 20:00 UTC is neither early nor late on the athlete's clock. */
const earnBadge = async (
  given: { sport?: Sport; on?: string; at?: string; distanceMeters?: number } = {},
) => {
  const { sport = 'run', on = recently, at = '20:00', distanceMeters = 10_020 } = given;
  const startedAt = `${on}T${at}:00Z`;
  const workout = aRun({ athleteId, sport, startedAt, distanceMeters, timeZone: null });
  await createStepRunner(database.pool).process(await saveWorkouts(database, [workout]));
};

describe('a report by e-mail', () => {
  it('is sent once, with a message id from its revision and a one-click unsubscribe', async () => {
    await allow();
    await buildReport();
    expect(await send()).toEqual({ outcome: 'sent' });
    expect(await emails()).toMatchObject([{ kind: 'report', state: 'sent' }]);
    const [mail] = smtp.mails;
    const [{ emailId } = { emailId: '' }] = await emails();
    expect(mail!.to).toEqual(['ada@example.com']);
    expect(mail!.messageId).toBe(`<report-${month}-r1.${emailId}@ember.example>`);
    expect(mail!.raw).toMatch(
      new RegExp(`^List-Unsubscribe: <https://api.ember.example/unsubscribe/${emailId}/[\\w-]{43}>`, 'm'),
    );
    expect(mail!.raw).toMatch(/^List-Unsubscribe-Post: List-Unsubscribe=One-Click$/m);
    expect(mail!.raw).toMatch(/^Subject: =\?UTF-8\?.*|^Subject: Your /m);
    expect(mail!.raw).toContain('text/plain');
    expect(mail!.raw).toContain('text/html');

    // A further revision, a repeat of the request, a repeat of the activity: no further mail.
    await withTransaction(database.pool, (tx) => enqueueReport(tx, { athleteUuid, month }));
    await buildReport({ days: [5] });
    expect(await emails()).toHaveLength(1);
  });

  it.each([
    ['without consent', { reportByEmail: false }],
    ['without an address', { email: null }],
  ])('is not enqueued %s', async (_, over) => {
    await allow(over);
    await buildReport();
    expect(await emails()).toEqual([]);
  });

  it('is not enqueued for a month with too few workouts, or an older one', async () => {
    await allow();
    await buildReport({ days: [1, 2] });
    await buildReport({ of: '2026-03' });
    expect(await emails()).toEqual([]);
  });

  it('is not sent to an athlete who withdrew the consent in the meantime, or was erased', async () => {
    await allow();
    await buildReport();
    await allow({ reportByEmail: false });
    expect(await send()).toEqual({ outcome: 'skipped', reason: 'no-consent' });
    expect(smtp.mails).toEqual([]);

    await allow();
    await database.pool.query(`update emails set state = 'waiting'`);
    const [waiting] = await emails();
    await erase();
    const { rows } = await database.pool.query('select from athlete_notifications where athlete_uuid = $1', [
      athleteUuid,
    ]);
    expect(rows).toEqual([]);
    expect(await emails()).toEqual([]);
    expect(await send({ emailId: waiting!.emailId })).toEqual({ outcome: 'skipped', reason: 'not-waiting' });
    expect(smtp.mails).toEqual([]);
  });

  it('waits for the end of the quiet hours on the athlete’s clock', async () => {
    await allow({ quietHours: { from: '22:00', to: '07:00' } });
    await buildReport();
    await moveTo('Europe/Paris');
    const [night, morning] = ['2026-01-15T02:00:00Z', '2026-01-15T06:00:00.000Z'];
    expect(await send({ now: night })).toEqual({ outcome: 'postponed' });
    expect(smtp.mails).toEqual([]);
    const [waiting] = await emails();
    expect([waiting!.state, waiting!.dueAt.toISOString()]).toEqual(['waiting', morning]);
    expect(await send({ now: morning })).toEqual({ outcome: 'sent' });
  });
});

describe('a badge by e-mail', () => {
  it('is sent only to an athlete who agreed to it, one mail for a workout', async () => {
    await allow({ badgesByEmail: false });
    await earnBadge();
    expect(await emails()).toEqual([]);
    await allow();
    await earnBadge({ at: '20:30' });
    expect(await emails()).toEqual([]);
    await database.pool.query('delete from awards');
    await database.pool.query(`update athletes set display_name = 'evil.example' where athlete_uuid = $1`, [
      athleteUuid,
    ]);
    await earnBadge({ at: '20:45' });
    expect(await send()).toEqual({ outcome: 'sent' });
    expect(smtp.mails[0]!.raw).toContain('First run');
    // Mail programs would make a link of it.
    expect(smtp.mails[0]!.raw).not.toContain('evil.example');
    // The same workout earns it again.
    await database.pool.query('delete from awards');
    await earnBadge({ at: '20:55' });
    expect(await emails()).toHaveLength(1);
  });

  it('lists the records that the workout broke, with their values', async () => {
    await allow({ badgesByEmail: false });
    await earnBadge();
    await allow();
    await earnBadge({ at: '21:30', distanceMeters: 12_340 });
    expect(await send()).toEqual({ outcome: 'sent' });
    expect(smtp.mails[0]!.raw).toMatch(/^Longest distance, run +12\.34 km {2}\(was 10\.02 km\)/m);
    expect(smtp.mails[0]!.raw).not.toContain('A personal record broken');
  });

  it('is not sent about a workout of long ago', async () => {
    await allow();
    await earnBadge({ on: addDays(recently, -7) });
    expect(await emails()).toEqual([]);
  });

  it('is not sent about a workout that no longer has a badge', async () => {
    await allow();
    await earnBadge();
    await database.pool.query('delete from awards');
    expect(await send()).toEqual({ outcome: 'skipped', reason: 'nothing-to-tell' });
  });
});

describe('an execution that another one has replaced', () => {
  it('sends nothing', async () => {
    await allow();
    await buildReport();
    const replaced = await claim();
    const current = await replace(replaced);
    expect(await send({ workflowId: replaced })).toEqual({ outcome: 'skipped', reason: 'not-waiting' });
    expect(smtp.mails).toEqual([]);
    expect(await send({ workflowId: current })).toEqual({ outcome: 'sent' });
    expect(smtp.mails).toHaveLength(1);
  });

  it('lets its successor wait while the mail server has not replied to it', async () => {
    await allow();
    await buildReport();
    const [waiting] = await emails();
    const { emailId } = waiting!;
    const reply = smtp.holdReplies();
    const replaced = await claim();
    const sending = send({ workflowId: replaced });
    await vi.waitFor(() => expect(smtp.mails).toHaveLength(1), { timeout: 10_000 });
    const current = await replace(replaced);
    const failed = await send({ workflowId: current }).catch((error: unknown) => error);
    reply();
    expect(failed).toMatchObject({ type: 'being-sent' });
    expect(await sending).toEqual({ outcome: 'sent' });
    expect(await send({ emailId, workflowId: current })).toEqual({
      outcome: 'skipped',
      reason: 'not-waiting',
    });
    expect(smtp.mails).toHaveLength(1);
    expect(await emails()).toMatchObject([{ state: 'sent' }]);
  });

  it('leaves the mail to its successor once its claim has lapsed', async () => {
    await allow();
    await buildReport();
    const current = await replace(await claim());
    const claimedFor = (seconds: number) =>
      database.pool.query(`update emails set sending_until = now() + make_interval(secs => $1)`, [seconds]);
    await claimedFor(5);
    await expect(send({ workflowId: current })).rejects.toMatchObject({ type: 'being-sent' });
    await claimedFor(-1);
    expect(await send({ workflowId: current })).toEqual({ outcome: 'sent' });
  });
});

describe('the inbox', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'afterburn-inbox-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('keeps no mail of an erased athlete', async () => {
    const mailer = createInboxMailer({ folder });
    await allow();
    await buildReport();
    expect(await send({ mailer })).toEqual({ outcome: 'sent' });
    const [caught, ...none] = readdirSync(folder);
    expect(none).toEqual([]);
    const other = { athleteUuid: crypto.randomUUID(), messageName: 'badges.id', to: 'eve@example.com' };
    await mailer.send({ ...other, subject: '', html: '', text: '', unsubscribeUrl: publicUrl });
    await erase();
    const eraseData = createEraseAthleteData({ pool: database.pool, mail: { mailer, publicUrl } });
    await new MockActivityEnvironment().run(eraseData, { athleteUuid });
    expect(readdirSync(folder)).toHaveLength(1);
    expect(readdirSync(folder)).not.toContain(caught);
  });
});

describe('an SMTP server', () => {
  it('that refuses the address for good is a bounce: the address gets no more mail until it changes', async () => {
    await allow();
    await buildReport();
    smtp.refuse({ at: 'rcpt', code: 550 });
    expect(await send()).toEqual({ outcome: 'failed', reason: '550' });
    expect(await getNotifications(database.pool, athleteUuid)).toMatchObject({ bounceCode: 550 });
    await allow();
    await earnBadge({ sport: 'ride' });
    expect((await emails()).filter(({ kind }) => kind === 'badges')).toEqual([]);

    smtp.refuse(undefined);
    await allow({ email: 'ada@new.example' });
    expect(await getNotifications(database.pool, athleteUuid)).toMatchObject({ bouncedAt: null });
    await database.pool.query('delete from awards');
    await earnBadge({ sport: 'ride', at: '20:50' });
    expect(await send()).toEqual({ outcome: 'sent' });
    expect(smtp.mails[0]!.to).toEqual(['ada@new.example']);
  });

  it('that refuses the message ends it, and the address stays', async () => {
    await allow();
    await buildReport();
    smtp.refuse({ at: 'data', code: 554 });
    expect(await send()).toEqual({ outcome: 'failed', reason: '554' });
    expect(await getNotifications(database.pool, athleteUuid)).toMatchObject({ bouncedAt: null });
  });

  it.each([
    ['refuses the sender', { at: 'mail', code: 550 }],
    ['asks for a later attempt', { at: 'rcpt', code: 451 }],
    ['does not relay for us', { at: 'rcpt', code: 554, text: '5.7.1 Relay access denied' }],
    ['has our quota used up', { at: 'data', code: 550, text: '5.4.5 Daily quota exceeded' }],
  ] as const)('that %s is tried again, and the error names nobody', async (_, refusal) => {
    await allow();
    await buildReport();
    smtp.refuse(refusal);
    const failed = send();
    await expect(failed).rejects.toThrow(new RegExp(String(refusal.code)));
    await failed.catch((error: unknown) => {
      const { message, stack } = error as Error;
      expect(JSON.stringify([error, message, stack])).not.toContain('ada@example.com');
    });
    smtp.refuse(undefined);
    expect(await send()).toEqual({ outcome: 'sent' });
  });

  it('that disconnects before its reply gets the mail again, with the same message id', async () => {
    await allow();
    await buildReport();
    smtp.disconnectBeforeReply(1);
    await expect(send()).rejects.toThrow(/mail server failed/);
    expect(await send()).toEqual({ outcome: 'sent' });
    expect(smtp.mails).toHaveLength(2);
    expect(new Set(smtp.mails.map(({ messageId }) => messageId)).size).toBe(1);
  });

  it('that is away for five days loses the mail, visibly', async () => {
    await allow();
    await buildReport();
    const later = new Date(Date.now() + 6 * 86_400_000).toISOString();
    expect(await send({ now: later })).toEqual({ outcome: 'failed', reason: 'too-late' });
  });
});
