import { defineSearchAttributeKey, TypedSearchAttributes } from '@temporalio/common';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SEARCH_ATTRIBUTES, WORKFLOWS } from '../../src/domain/workflow-ids.ts';
import { ensureSchedules } from '../../src/temporal/schedules.ts';
import { gpxFile } from '../activities/recording/make-xml.ts';
import { failWrites } from '../support/injected-failures.ts';
import { startSmtpServer, type TestSmtpServer } from '../support/smtp.ts';
import { startReceiver, type Receiver } from '../support/webhook-receiver.ts';
import { readEverything, readMetadata, type KeptExecution } from './history-text.ts';
import { createService, type Service } from './service-processes.ts';

const patiently = { timeout: 60_000, interval: 200 };

/** Personal data that would be recognised wherever it turned up, by what it is. */
const PLANTED: Record<string, string> = {
  athleteId: 'quastenflosser-91',
  leavingAthleteId: 'quastenflosser-92',
  displayName: 'Ottilie Quastenflosser',
  email: 'ottilie@quastenflosser.example',
  birthDate: '1987-03-19',
  weight: '73.219',
  height: '181.374',
  restingHeartRate: '47.313',
  title: 'Zwielichtrunde mit Hund',
  laterTitle: 'Zwielichtrunde ohne Hund',
  startedAt: '2025-10-05T06:41:23',
  distance: '10017.731',
  laterDistance: '10091.337',
  averageHeartRate: '151.373',
  maximumHeartRate: '187.919',
  deviceEnergy: '612.347',
  latitude: '48.1371234',
  longitude: '11.5753219',
  trackName: 'Heimweg von Tante Edeltraud',
  brokenFile: 'Einmachglas',
  idempotencyKey: 'idempotency-key-of-quastenflosser',
};
const number = (name: string) => Number(PLANTED[name]);

let service: Service;
let receiver: Receiver;
let smtp: TestSmtpServer;
let kept: KeptExecution[];
/** What was derived from the planted data and read back, and the secrets that came with it. */
const derived: Record<string, string> = {};

beforeAll(async () => {
  receiver = await startReceiver();
  smtp = await startSmtpServer();
  service = await createService({
    env: { SMTP_URL: smtp.url, PUBLIC_URL: 'https://api.ember.example' },
  });
  await service.startApi();
});
afterAll(async () => {
  await service.remove();
  await receiver.stop();
  await smtp.stop();
});

const athlete = `/v1/athletes/${PLANTED['athleteId']}`;

const theRun = {
  athleteId: PLANTED['athleteId'],
  sport: 'run',
  startedAt: `${PLANTED['startedAt']}Z`,
  durationSeconds: 2713.4,
  distanceMeters: number('distance'),
  averageHeartRate: number('averageHeartRate'),
  maxHeartRate: number('maximumHeartRate'),
  energyKcal: number('deviceEnergy'),
  title: PLANTED['title'],
};

async function answer(request: Promise<Response>, status: number) {
  const response = await request;
  // oxlint-disable-next-line typescript/no-explicit-any -- a test reads bodies of every shape
  const body = (await response.json()) as any;
  expect({ status: response.status, body }).toEqual({ status, body });
  return body;
}

const save = (over: object = {}, headers: Record<string, string> = {}): Promise<{ id: string }> =>
  answer(
    service.call('POST', '/v1/workouts', {
      headers,
      json: { ...theRun, ...over },
    }),
    202,
  );

/** Every kind of execution, with all that may go wrong in it; the words of each failure name the athlete. */
async function processEverything(): Promise<void> {
  await answer(
    service.call('PUT', athlete, {
      json: {
        timeZone: 'Europe/Berlin',
        sex: 'female',
        birthDate: PLANTED['birthDate'],
        weightKg: number('weight'),
        heightCm: number('height'),
        restingHeartRate: number('restingHeartRate'),
        maxHeartRate: number('maximumHeartRate'),
        displayName: PLANTED['displayName'],
      },
    }),
    201,
  );
  derived['token'] = (await answer(service.call('POST', `${athlete}/tokens`, { json: {} }), 201)).token;
  derived['apiKey'] = service.apiKey;
  await answer(
    service.call('PUT', `${athlete}/notifications`, {
      json: { email: PLANTED['email'], badgesByEmail: true },
    }),
    200,
  );
  const endpoint = { url: receiver.url, athleteId: PLANTED['athleteId'] };
  derived['webhookSecret'] = (
    await answer(service.call('POST', '/v1/webhook-endpoints', { json: endpoint }), 201)
  ).secret;

  // Without a worker: after the first 50, workouts wait, and then go as a batch.
  const first = await save({}, { 'Idempotency-Key': PLANTED['idempotencyKey']! });
  for (let day = 1; day <= 69; day += 1) {
    await save({ startedAt: new Date(Date.UTC(2025, 5, day, 6, 41, 23)).toISOString() });
  }
  // The first ride is a new badge, of which a mail is sent.
  await save({ sport: 'ride', startedAt: new Date(Date.now() - 7_200_000).toISOString() });
  const upload = await sendFile(
    gpxFile([
      {
        name: PLANTED['trackName']!,
        type: 'running',
        segments: [
          Array.from({ length: 30 }, (_, index) => ({
            time: new Date(Date.UTC(2025, 9, 20, 6, 0, index * 10)).toISOString(),
            latitude: number('latitude') + index * 0.0003,
            longitude: number('longitude'),
            heartRate: 140,
          })),
        ],
      },
    ]).toString(),
  );
  const brokenUpload = await sendFile(
    `<?xml version="1.0"?><gpx><trk><name>${PLANTED['brokenFile']}</trk></gpx>`,
  );

  const lines = Array.from({ length: 12 }, (_, day) => ({
    ...theRun,
    startedAt: new Date(Date.UTC(2024, 2, 1 + day, 6, 41, 23)).toISOString(),
  }));
  await answer(
    service.call('POST', '/v1/imports', {
      headers: { 'Content-Type': 'application/x-ndjson' },
      body: [...lines, { ...theRun, sport: PLANTED['title'] }].map((line) => JSON.stringify(line)).join('\n'),
    }),
    202,
  );
  await save({ athleteId: PLANTED['leavingAthleteId'] });
  await answer(service.call('DELETE', `/v1/athletes/${PLANTED['leavingAthleteId']}`), 202);

  const message = `The athlete ${PLANTED['displayName']} weighs ${PLANTED['weight']}`;
  const twice = { sqlState: 'XX000', times: 2, message };
  // While a report is written.
  const failing = [
    await failWrites(service.pool, 'report_months', { ...twice, when: 'new.report is not null' }),
  ];
  // At the step's first look and at its end; in a step; while a file is accepted.
  for (const table of ['events', 'best_efforts', 'workout_tracks']) {
    failing.push(await failWrites(service.pool, table, twice));
  }
  await service.startWorker();
  await answer(service.call('POST', `${athlete}/reports/2025-10`), 202);
  await ensureSchedules(service.temporal.client, ['Europe/Berlin'], { updateExisting: false });
  await service.temporal.client.schedule.getHandle('monthly-reports-Europe/Berlin').trigger();
  await settled();

  failing.push(
    await failWrites(service.pool, 'workout_energy', { sqlState: '22003', workoutIds: [first.id], message }),
  );
  await answer(
    service.call('PATCH', `/v1/workouts/${first.id}`, {
      headers: { 'If-Match': '"1"' },
      json: { title: PLANTED['laterTitle'], distanceMeters: number('laterDistance') },
    }),
    202,
  );
  await settled();
  for (const { heal } of failing) await heal();

  const workouts = await answer(service.call('GET', `/v1/workouts?athleteId=${PLANTED['athleteId']}`), 200);
  const other = await answer(service.call('GET', `/v1/workouts/${workouts.workouts.at(-1).id}`), 200);
  derived['energy'] = String(other.energy.grossKcal);
  const report = await answer(service.call('GET', `${athlete}/reports/2025-10`), 200);
  expect(report.month).toBe('2025-10');
  expect(await answer(service.call('GET', `/v1/uploads/${upload}`), 200)).toMatchObject({
    status: 'processed',
  });
  expect(await answer(service.call('GET', `/v1/uploads/${brokenUpload}`), 200)).toMatchObject({
    status: 'failed',
  });
  expect(await answer(service.call('GET', `/v1/workouts/${first.id}`), 200)).toMatchObject({
    status: 'processed_with_errors',
  });
  expect(smtp.mails.map(({ to }) => to)).toEqual([[PLANTED['email']]]);
  kept = await readEverything(service.temporal);
}

const sendFile = async (body: string): Promise<string> =>
  (
    await answer(
      service.call('POST', `/v1/uploads?athleteId=${PLANTED['athleteId']}`, {
        body,
        headers: { 'Content-Type': 'application/gpx+xml' },
      }),
      202,
    )
  ).id;

/** Until nothing is under way any more, in the tables and in Temporal. */
async function settled(): Promise<void> {
  await expect
    .poll(async () => {
      const { rows } = await service.pool.query<{ unfinished: number }>(
        `select (
           (select count(*) from workouts where status in ('accepted', 'processing'))
           + (select count(*) from uploads where status in ('accepted', 'processing'))
           + (select count(*) from report_months where state = 'building')
           + (select count(*) from imports where settled_at is null)
           + (select count(*) from athletes where erasing_since is not null)
           + (select count(*) from emails where state = 'waiting')
           + (select count(*) from executions)
         )::int as unfinished`,
      );
      const { count } = await service.temporal.client.workflow.count(`ExecutionStatus = 'Running'`);
      return rows[0]!.unfinished + count;
    }, patiently)
    .toBe(0);
}

const findIn = (text: string, values: Record<string, string>): string[] =>
  Object.entries(values)
    .filter(([, value]) => text.includes(value))
    .map(([name]) => name);

describe('what Temporal keeps', () => {
  it('is looked at in every kind of execution, failures included', { timeout: 180_000 }, async () => {
    await processEverything();
    const types = new Set(kept.map((execution) => execution.type));
    expect([...types].toSorted()).toEqual(Object.values(WORKFLOWS).toSorted());
    const failures = kept.flatMap((execution) =>
      execution.failures.map((failure) => `${execution.type}: ${failure}`),
    );
    expect(failures).toEqual(
      expect.arrayContaining([
        'ProcessWorkout: ActivityTaskFailed',
        'ProcessUpload: ActivityTaskStarted after a failure',
        expect.stringMatching(/^MonthlyReports?: ActivityTaskStarted after a failure$/),
      ]),
    );
    expect(failures.length).toBeGreaterThanOrEqual(5);
  });

  it('names no person, and no figure of theirs: in no input, result, failure, memo, attribute or summary', () => {
    expect(Object.values(derived).every((value) => value.length >= 5)).toBe(true);
    const found = kept.flatMap(({ workflowId, text }) =>
      findIn(text, { ...PLANTED, ...derived }).map((name) => `${name} in ${workflowId}`),
    );
    expect(found).toEqual([]);
  });

  it('shows no person in the current details either', async () => {
    const samples = [...new Map(kept.map((execution) => [execution.type, execution])).values()];
    for (const execution of samples) {
      const metadata = await readMetadata(service.temporal, execution);
      expect(metadata).toContain('currentDetails');
      expect(findIn(metadata, { ...PLANTED, ...derived })).toEqual([]);
    }
  });

  it('would have been found guilty: the same search finds data in each of these places', async () => {
    const athleteId = defineSearchAttributeKey(SEARCH_ATTRIBUTES.athleteUuid, 'KEYWORD');
    const places = {
      id: 'planted-in-the-id',
      input: 'planted-in-the-input',
      memo: 'planted-in-the-memo',
      attribute: 'planted-in-an-attribute',
      summary: 'planted-in-the-summary',
      details: 'planted-in-the-details',
      signal: 'planted-in-a-signal',
      reason: 'planted-in-a-reason',
    };
    const handle = await service.temporal.client.workflow.start('Control', {
      workflowId: places.id,
      taskQueue: 'nobody-works-here',
      args: [{ deep: [{ inside: places.input }] }],
      memo: { note: places.memo },
      typedSearchAttributes: new TypedSearchAttributes([{ key: athleteId, value: places.attribute }]),
      staticSummary: places.summary,
      staticDetails: places.details,
    });
    await handle.signal('control', places.signal);
    await handle.terminate(places.reason);
    await expect
      .poll(async () => {
        const control = (await readEverything(service.temporal)).find(({ type }) => type === 'Control');
        return control && findIn(control.text, places);
      }, patiently)
      .toEqual(Object.keys(places));
  });
});
