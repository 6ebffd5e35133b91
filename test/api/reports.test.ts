import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { negotiate } from '../../src/api/http/negotiation.ts';
import { localDateOf, monthOf, previousMonth } from '../../src/domain/local-time.ts';
import { buildMonthlyReport } from '../../src/domain/monthly-report.ts';
import { oldestRecentMonth } from '../../src/domain/report-month.ts';
import { readPdf } from '../web/pdf-reading.ts';
import { bodyOf, createTestApi, type Api } from './api-harness.ts';

let api: Api;
const ATHLETE = '/v1/athletes/ath-1';
/** Kiritimati is 14 hours ahead: its month is the furthest on. */
const timeZone = 'Pacific/Kiritimati';
const runningMonth = () => monthOf(localDateOf(new Date().toISOString(), timeZone));
const monthAfter = (month: string) =>
  new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5)), 1)).toISOString().slice(0, 7);

beforeAll(async () => {
  api = await createTestApi();
  await api.put(ATHLETE, { timeZone, displayName: 'Łucja <b>' });
});
afterAll(() => api.stop());

const read = (month: string, accept?: string) =>
  api.get(`${ATHLETE}/reports/${month}`, accept === undefined ? {} : { headers: { Accept: accept } });
const ask = (month: string) => api.call({ method: 'POST', path: `${ATHLETE}/reports/${month}` });

async function makeReport(month: string, revision: number, complete: boolean): Promise<void> {
  const asOf = new Date().toISOString();
  const report = buildMonthlyReport({ month, timeZone, asOf, complete, workouts: [], ranks: [], loads: [] });
  await api.pool.query(
    `insert into report_months (athlete_uuid, month, state, revision, complete, report)
     select athlete_uuid, $1, 'ready', $2, $3, $4 from athletes where athlete_id = 'ath-1'
     on conflict (athlete_uuid, month) do update
       set state = 'ready', revision = excluded.revision, complete = excluded.complete, report = excluded.report`,
    [month, revision, complete, JSON.stringify(report)],
  );
}

describe('a monthly report', () => {
  it('is a 404 that says what to do until it is there', async () => {
    const month = previousMonth(runningMonth());
    const unknown = await read(month);
    expect(unknown.status).toBe(404);
    expect(await bodyOf(unknown)).toMatchObject({
      type: '/problems/report-not-requested',
      detail: expect.stringContaining('POST'),
    });
    const wakes = api.wakes();
    const asked = await ask(month);
    expect(asked.status).toBe(202);
    expect(asked.headers.get('Location')).toBe(`${ATHLETE}/reports/${month}`);
    const waiting = await api.pool.query(
      `select month from report_months where state = 'building' and workflow_id is null`,
    );
    expect(waiting.rows).toContainEqual({ month });
    expect(api.wakes()).toBe(wakes + 1);
    const building = await read(month);
    expect(building.status).toBe(404);
    expect(building.headers.get('Retry-After')).toMatch(/^[1-9]/);
    expect(await bodyOf(building)).toMatchObject({ type: '/problems/report-not-ready' });
    await makeReport(month, 1, true);
    const ready = await read(month);
    expect(ready.status).toBe(200);
    expect(await bodyOf(ready)).toMatchObject({ month, revision: 1, complete: true, timeZone });
  });

  it('stays readable while it is rebuilt', async () => {
    const month = previousMonth(previousMonth(runningMonth()));
    await makeReport(month, 1, true);
    expect((await ask(month)).status).toBe(202);
    expect(await bodyOf(read(month))).toMatchObject({ revision: 1 });
    await makeReport(month, 2, true);
    expect(await bodyOf(read(month))).toMatchObject({ revision: 2 });
  });

  it('is rebuilt when it is read, if it is stale and of an older month', async () => {
    // Also if a month ends before the read.
    const recent = oldestRecentMonth(new Date(Date.now() + 3_600_000).toISOString());
    for (const month of ['2018-05', recent]) {
      await makeReport(month, 1, true);
      await api.pool.query(`update report_months set stale_since = now() where month = $1`, [month]);
      expect(await bodyOf(read(month))).toMatchObject({ revision: 1 });
    }
    const stateOf = async (month: string) =>
      (await api.pool.query(`select state from report_months where month = $1`, [month])).rows[0].state;
    expect(await stateOf('2018-05')).toBe('building');
    // The reconciler rebuilds this one, once no further change comes.
    expect(await stateOf(recent)).toBe('ready');
  });

  it('is incomplete while the month runs, and a 422 before it has begun', async () => {
    const month = runningMonth();
    await makeReport(month, 1, false);
    expect(await bodyOf(read(month))).toMatchObject({ complete: false });
    for (const response of [await read(monthAfter(month)), await ask(monthAfter(month))]) {
      expect(response.status).toBe(422);
      expect(await bodyOf(response)).toMatchObject({ type: '/problems/validation-error' });
    }
  });

  it('says so when its making was given up', async () => {
    const month = '2020-01';
    await ask(month);
    // What a worker would have done: the start was made, and what it started ended.
    await api.pool.query(
      `update report_months set workflow_id = 'started', state = 'failed' where month = $1`,
      [month],
    );
    const failed = await read(month);
    expect(failed.status).toBe(404);
    expect(await bodyOf(failed)).toMatchObject({ type: '/problems/report-failed' });
    // The previous revision stays readable, and another request builds it again.
    expect((await ask(month)).status).toBe(202);
    expect(await bodyOf(read(month))).toMatchObject({ type: '/problems/report-not-ready' });
    await makeReport(month, 1, true);
    await api.pool.query(`update report_months set state = 'failed' where month = $1`, [month]);
    expect(await bodyOf(read(month))).toMatchObject({ revision: 1 });
  });

  it.each(['2026-13', '2026-1', '2026', 'now', '2026-W47'])('is a 400 for the month %s', async (month) => {
    expect((await read(month)).status).toBe(400);
    expect((await ask(month)).status).toBe(400);
  });

  it('is a 422 for a month that no workout can be of', async () => {
    expect((await ask('0001-01')).status).toBe(422);
    expect((await ask('1969-12')).status).toBe(202);
  });

  it('is a page for clients that prefer one', async () => {
    await makeReport('2021-05', 1, true);
    const page = await read('2021-05', 'text/html,application/xhtml+xml,*/*;q=0.8');
    expect(page.headers.get('Content-Type')).toMatch(/^text\/html/);
    expect(page.headers.get('Content-Security-Policy')).toContain("default-src 'none'");
    expect(page.headers.get('Vary')).toBe('Accept');
    const html = await page.text();
    expect(html).toContain('May 2021');
    expect(html).toContain('Revision 1.');
    expect(html).toContain('Łucja &lt;b&gt;');
    expect((await read('2021-05', 'image/png')).status).toBe(406);
  });

  it('is a PDF, with the same bytes for the same revision', async () => {
    await makeReport('2021-06', 1, true);
    const [first, second] = [
      await read('2021-06', 'application/pdf'),
      await read('2021-06', 'application/pdf'),
    ];
    expect(first.headers.get('Content-Type')).toBe('application/pdf');
    expect(first.headers.get('Content-Disposition')).toBe('inline; filename="afterburn-2021-06.pdf"');
    expect(first.headers.get('Vary')).toBe('Accept');
    const bytes = Buffer.from(await first.arrayBuffer());
    expect(bytes.equals(Buffer.from(await second.arrayBuffer()))).toBe(true);
    const { info, text } = await readPdf(bytes);
    expect(info['Title']).toBe('June 2021 – Łucja <b> – Afterburn');
    expect(text).toContain('Revision1.');
    await makeReport('2021-06', 2, true);
    const next = Buffer.from(await (await read('2021-06', 'application/pdf')).arrayBuffer());
    expect((await readPdf(next)).text).toContain('Revision2.');
  });

  it('is listed, newest first, page by page', async () => {
    await makeReport('2019-02', 1, true);
    const pages = await api.pages(`${ATHLETE}/reports?limit=2`);
    const months: string[] = pages.flatMap((page) =>
      page.reports.map(({ month }: { month: string }) => month),
    );
    expect(months).toEqual([...new Set(months)].sort().toReversed());
    expect(months).toContain('2019-02');
    expect((await api.get(`${ATHLETE}/reports?cursor=x`)).status).toBe(400);
    const { reports } = await bodyOf(api.get(`${ATHLETE}/reports`));
    expect(reports.at(-1)).toEqual({ month: '1969-12', status: 'building', stale: false });
    expect(reports.find(({ month }: { month: string }) => month === '2019-02')).toEqual({
      month: '2019-02',
      status: 'ready',
      revision: 1,
      complete: true,
      asOf: expect.any(String),
      stale: false,
    });
  });
});

describe('negotiate', () => {
  const types = ['application/json', 'text/html'] as const;

  it.each([
    [undefined, 'application/json'],
    ['', 'application/json'],
    ['*/*', 'application/json'],
    ['text/*', 'text/html'],
    ['TEXT/HTML', 'text/html'],
    ['application/json;q=0.5, text/html', 'text/html'],
    ['application/json, text/html', 'application/json'],
    ['application/json;q=0, */*', 'text/html'],
    ['text/html;q=0', undefined],
    ['application/pdf', undefined],
    ['text/html;q=abc', 'text/html'],
    [';;;,,', undefined],
  ])('takes %j for %s', (accept, type) => {
    expect(negotiate(accept, types)).toBe(type);
  });
});
