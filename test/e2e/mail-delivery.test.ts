import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { startSmtpServer, type TestSmtpServer } from '../support/smtp.ts';
import { createService, type Service } from './service-processes.ts';

let service: Service;
let smtp: TestSmtpServer;

beforeAll(async () => {
  smtp = await startSmtpServer();
  service = await createService({
    env: {
      SMTP_URL: smtp.url,
      MAIL_FROM: 'Ember <mail@ember.example>',
      PUBLIC_URL: 'https://api.ember.example',
    },
  });
  await service.startApi();
});
afterAll(async () => {
  await service?.remove();
  await smtp?.stop();
});

it('sends the mail of a killed worker once more, with the same message id, and processing never waits', async () => {
  const release = smtp.holdReplies();
  const killed = await service.startWorker();
  await service.call('PUT', '/v1/athletes/ada', { json: { timeZone: 'UTC' } });
  const notifications = { email: 'ada@example.com', badgesByEmail: true };
  await service.call('PUT', '/v1/athletes/ada/notifications', { json: notifications });
  const startedAt = new Date(Date.now() - 3_600_000).toISOString();
  const run = { athleteId: 'ada', sport: 'run', startedAt, durationSeconds: 1800, distanceMeters: 5000 };
  const saved = await service.call('POST', '/v1/workouts', { json: run });
  const { id } = (await saved.json()) as { id: string };
  const statusOf = async () =>
    ((await (await service.call('GET', `/v1/workouts/${id}`)).json()) as { status: string }).status;
  await vi.waitFor(async () => expect(await statusOf()).toBe('processed'), {
    timeout: 60_000,
    interval: 100,
  });
  await vi.waitFor(() => expect(smtp.mails).toHaveLength(1), { timeout: 60_000 });

  // The server has accepted the mail, and nobody knows.
  killed.kill();
  await killed.exited;
  release();
  const worker = await service.startWorker();
  const state = async () =>
    (await service.pool.query<{ state: string }>('select state from emails')).rows.map((row) => row.state);
  await vi.waitFor(async () => expect(await state()).toEqual(['sent']), { timeout: 90_000, interval: 200 });
  expect(smtp.mails).toHaveLength(2);
  expect(new Set(smtp.mails.map(({ messageId }) => messageId)).size).toBe(1);
  expect(`${killed.output()}${worker.output()}`).not.toContain('ada@example.com');
}, 240_000);
