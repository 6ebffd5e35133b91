import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { SaxesParser } from 'saxes';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createInboxMailer } from '../../src/delivery/mail/inbox-mailer.ts';
import type { PersonalRecord } from '../../src/domain/personal-record.ts';
import { renderBadgeMail } from '../../src/web/mail/badge-mail.ts';
import { renderReportMail } from '../../src/web/mail/report-mail.ts';
import { createWebRoutes } from '../../src/web/web-routes.tsx';
import { openBrowser } from '../support/browser.ts';
import { aReport, aReportWorkout } from './a-report.ts';

const unsubscribeUrl = 'https://api.ember.example/unsubscribe/id/signature';
const report = (over: Parameters<typeof aReport>[0] = {}) =>
  renderReportMail(aReport(over), { units: 'metric', revision: 2, unsubscribeUrl });
const badges = (achievementIds: string[], recordsBroken: PersonalRecord[] = []) =>
  renderBadgeMail(
    { localDate: '2026-11-03', achievementIds, recordsBroken },
    { units: 'metric', unsubscribeUrl },
  );

const record = (over: Partial<PersonalRecord>): PersonalRecord => ({
  sport: 'run',
  kind: 'longest_distance',
  distanceMeters: null,
  value: 12_340,
  unit: 'm',
  workoutId: 'a-run',
  achievedAt: '2026-11-03T09:00:00Z',
  previousValue: 10_020,
  ...over,
});
const fastest5k = record({
  kind: 'best_effort',
  distanceMeters: 5000,
  value: 1309,
  unit: 's',
  previousValue: 1330,
});

const threeFasterRuns = () =>
  [1330, 1320, 1310, 1300].map((durationSeconds, index) =>
    aReportWorkout({
      startedAt: index === 0 ? '2026-09-10T08:00:00Z' : `2026-10-0${index}T08:00:00Z`,
      efforts: [{ distanceMeters: 5000, durationSeconds }],
    }),
  );

describe('the mail of a report', () => {
  it('says in its text what the page says', () => {
    const { subject, text } = report();
    expect(subject).toBe('Your October: 3 workouts, 51.3 km');
    expect(text).toContain('3 workouts on 2 of 31 days: 2 h 25 min on the move, 51.3 km');
    expect(text).toMatch(/^Distance +51\.3 km {2}\(4 × Sept; 6 × Oct 2025\)$/m);
    expect(text).toMatch(/^Energy +1,810 kcal {2}\(\+159 % vs Sept; \+159 % vs Oct 2025\)$/m);
    expect(text).toMatch(/^Fastest 5 km +22nd of 54 {2}\(top 40 % of athletes\)$/m);
    expect(text).toMatch(/^Fastest 5 km, run +21:49 {2}\(was 22:10; 3 October\)$/m);
    expect(text).toMatch(/\nBADGES\n(.+\n)*First ride +4 October\n/);
    expect(text).toContain(`Unsubscribe from monthly reports: ${unsubscribeUrl}\n`);
    expect(text).not.toMatch(/\u00a0|undefined|NaN|<|\[object/);
  });

  it('counts an award that was earned several times', () => {
    const { text } = report({ workouts: threeFasterRuns() });
    expect(text).toMatch(/^A personal record broken +3 times {2}\(first on 1 October\)$/m);
  });

  it('says of a month with too few workouts that it is not enough', () => {
    const { subject, text } = report({ workouts: [] });
    expect(subject).toBe('Your October: not enough for a report');
    expect(text).toContain('No workout in October 2026: not enough for a report.');
    expect(text).not.toContain('TOTALS');
  });
});

describe('the mail about badges', () => {
  it('names them, and the day of the workout', () => {
    const single = badges(['first-run']);
    expect(single.subject).toBe('New badge: First run');
    expect(single.text.match(/First run/g)).toHaveLength(1);
    const { subject, text } = badges(['first-run', 'first-ride', 'first-swim']);
    expect(subject).toBe('3 new badges: First run, First ride …');
    expect(text).toContain('Your workout of 3 November earned badges.');
  });

  it('lists broken records last, under one heading, with their values', () => {
    const { subject, text } = badges(['first-run'], [fastest5k, record({})]);
    expect(subject).toBe('1 new badge and 2 new records: First run, Fastest 5 km …');
    expect(text).toContain('Your workout of 3 November earned a badge and broke records.');
    expect(text).toMatch(/BADGES\nFirst run\n\nRECORDS BROKEN\nFastest 5 km, run +21:49 {2}\(was 22:10\)\n/);
    expect(text).toMatch(/^Longest distance, run +12\.34 km {2}\(was 10\.02 km\)$/m);
    const alone = badges([], [fastest5k]);
    expect(alone.subject).toBe('New record: Fastest 5 km');
    expect(alone.text).toContain('Your workout of 3 November broke a record.');
    expect(alone.text).not.toContain('BADGES');
  });
});

describe('the HTML of a mail', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser.close());

  it.each([
    ['a report', () => report().html],
    ['badges', () => badges(['first-run'], [fastest5k]).html],
  ])('of %s is well-formed, and loads nothing', (_, html) => {
    const parser = new SaxesParser();
    parser.on('error', (error) => {
      throw error;
    });
    parser.write(html().replace('<!doctype html>', '')).close();
    expect(html()).not.toMatch(/\bsrc=|url\(|@import|<script|<svg|<img|\bon\w+=/);
  });

  it('breaks no line within a date, and says what the shades of the calendar mean', () => {
    const { html } = report({ workouts: threeFasterRuns() });
    expect(html).toContain('A stronger colour means more moving time.');
    expect(html).toMatch(/\d\u00a0October/);
    expect(html).not.toMatch(/\d (October|Sept)\b/);
  });

  it.each([
    [600, 'light'],
    [600, 'dark'],
    [320, 'light'],
  ] as const)('fits into %i px and is readable on a %s screen', async (width, colorScheme) => {
    const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
    await page.setContent(report().html);
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0);
    expect(await page.evaluate(CONTRASTS)).toEqual([]);
    await page.close();
  });
});

/** Words whose contrast with their background is below 4.5 (WCAG AA). */
const CONTRASTS = `(() => {
  const channels = (color) => color.match(/[\\d.]+/g).map(Number);
  const luminance = (color) => channels(color).slice(0, 3)
    .map((value) => value / 255)
    .map((value) => value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4)
    .reduce((sum, value, index) => sum + value * [0.2126, 0.7152, 0.0722][index], 0);
  const backgroundOf = (element) => {
    const { backgroundColor } = getComputedStyle(element);
    return channels(backgroundColor)[3] === 0 && element.parentElement ? backgroundOf(element.parentElement) : backgroundColor;
  };
  return [...document.querySelectorAll('body *')]
    .filter((element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim()))
    .map((element) => {
      const [a, b] = [luminance(getComputedStyle(element).color), luminance(backgroundOf(element))].sort((x, y) => y - x);
      return [element.textContent, (a + 0.05) / (b + 0.05)];
    })
    .filter(([, contrast]) => contrast < 4.5);
})()`;

describe('the inbox', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'afterburn-inbox-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const inboxDir = path.join(folder, 'inbox');
  const get = (url: string, options = { inboxDir }) => createWebRoutes(options).request(url);

  it('lists caught mail, newest first, and shows its parts', async () => {
    expect(await (await get('/inbox')).text()).toContain('No mail yet');
    const mailer = createInboxMailer({ folder: inboxDir });
    const mail = {
      athleteUuid: 'ada',
      messageName: 'report-2026-10-r1.id',
      to: 'ada@example.com',
      unsubscribeUrl,
      ...report(),
    };
    await mailer.send(mail);
    // A repeat is the same mail.
    await mailer.send({ ...mail, subject: 'Again <b>' });
    const list = await get('/inbox');
    const listed = await list.text();
    expect(listed.match(/<li>/g)).toHaveLength(1);
    expect(listed).toContain('href="/inbox/ada.report-2026-10-r1.id/html"');
    const html = await get('/inbox/ada.report-2026-10-r1.id/html');
    expect(await html.text()).toBe(mail.html);
    expect(html.headers.get('Content-Security-Policy')).toMatch(/default-src 'none'.*form-action 'none'/);
    const text = await get('/inbox/ada.report-2026-10-r1.id/text');
    expect(text.headers.get('Content-Type')).toMatch(/^text\/plain/);
    expect(await text.text()).toBe(mail.text);
  });

  it('has no path out of its folder, and is absent without one', async () => {
    expect((await get('/inbox/unknown/html')).status).toBe(404);
    expect((await get('/inbox/..%2F..%2Fetc/html')).status).toBe(404);
    expect((await createWebRoutes({}).request('/inbox')).status).toBe(404);
  });
});
