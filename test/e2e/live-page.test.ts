import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { makeGpx } from '../../src/demo/make-gpx.ts';
import { openBrowser } from '../support/browser.ts';
import { startLiveApp, type LiveApp } from './live-app.ts';
import { openWatchedPage, type WatchedPage } from './watched-page.ts';

let app: LiveApp;
let browser: Browser;
let watched: WatchedPage;
let page: Page;
let athletes = 0;

beforeAll(async () => {
  [app, browser] = await Promise.all([startLiveApp(), openBrowser()]);
});

afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

beforeEach(async () => {
  watched = await openWatchedPage(browser, { appUrl: app.url });
  ({ page } = watched);
  page.setDefaultTimeout(20_000);
});

afterEach(() => watched.close());

const anAthlete = (): string => `live-${(athletes += 1)}`;

async function openPageOf(athleteId: string, profile?: object): Promise<void> {
  await page.goto(await app.pageOf(athleteId, profile));
  await page.getByText('Live', { exact: true }).waitFor();
}

const save = () => page.getByRole('button', { name: 'Save workout' }).click();
const cards = () => page.locator('#workouts > li');
const processed = () => page.locator('#workouts > li[data-status="processed"]');

describe('a save', () => {
  test('becomes steps, badges and a place on the board, without a reload', async () => {
    const athleteId = anAthlete();
    await openPageOf(athleteId);
    await page.evaluate(() => Object.assign(globalThis, { sameDocument: true }));

    await save();

    await page.getByText(/Accepted: 202 in \d+ ms/).waitFor();
    await processed().waitFor();
    const steps = await cards().first().locator('.step').all();
    expect(steps.length).toBeGreaterThanOrEqual(4);
    for (const step of steps) expect(await step.textContent()).toContain('Succeeded');
    expect(await cards().first().textContent()).toMatch(/\d+ kcalfrom/);

    await page.getByRole('log', { name: 'News' }).getByText('First run').waitFor();
    await page.locator('#badges').getByText('First run').waitFor();
    await page.locator('#board-rows tr.own').getByText('10.00 km').waitFor();
    expect(await page.locator('#board-note').textContent()).toMatch(/^You are \d+(st|nd|rd|th) of \d+/);
    await page.locator('#progress').getByText('A half marathon').waitFor();

    expect(await page.evaluate(() => 'sameDocument' in globalThis)).toBe(true);
    expect(watched.complaints).toEqual([]);
  });

  test('can be followed by another one with the next click', async () => {
    await openPageOf(anAthlete());
    await save();
    await processed().first().waitFor();
    await save();
    await processed().nth(1).waitFor();

    expect(await page.locator('#month-totals').textContent()).toContain('20.00 km');
    expect(watched.complaints).toEqual([]);
  });

  test('shows its execution in the Temporal UI', async () => {
    await openPageOf(anAthlete());
    await save();
    await processed().waitFor();

    const link = page.getByRole('link', { name: 'Open in Temporal UI' });
    const workflowId = await page.locator('[data-field="workflowId"]').textContent();
    expect(workflowId).toMatch(/^process-workout-/);
    expect(await link.getAttribute('href')).toBe(
      `http://127.0.0.1:8233/namespaces/${app.temporalNamespace}/workflows/${workflowId}`,
    );
  });

  test('that is refused says which field, and keeps what was written', async () => {
    await openPageOf(anAthlete());
    await page.getByLabel('Start').fill('1969-05-05T10:00');
    await page.getByLabel('Distance').fill('7.5');
    await save();

    await page.getByText(/Not saved\. Start must lie between 1970/).waitFor();
    expect(await page.getByLabel('Start').getAttribute('aria-invalid')).toBe('true');
    expect(await page.getByLabel('Distance').inputValue()).toBe('7.5');
    expect(await cards().count()).toBe(0);
  });

  test('of a workout that is there says so, and shows that one', async () => {
    await openPageOf(anAthlete());
    await page.getByLabel('Start').fill('2026-03-03T10:00');
    await save();
    await processed().waitFor();
    await page.getByLabel('Start').fill('2026-03-03T10:00');
    await save();

    await page.getByText(/Not saved\. The athlete already has a workout/).waitFor();
    expect(await cards().count()).toBe(1);
  });

  test('with a title that looks like HTML stays text', async () => {
    const title = '<img src=x onerror="alert(1)">{{7*7}}';
    await openPageOf(anAthlete(), { displayName: '<b onmouseover=alert(2)>Eve</b>' });
    await page.getByLabel('Title').fill(title);
    await save();
    await processed().waitFor();

    expect(await page.locator('.workout-title').first().textContent()).toBe(title);
    expect(await page.locator('h1:visible').textContent()).toBe('<b onmouseover=alert(2)>Eve</b>');
    expect(await page.locator('main img, h1 b').count()).toBe(0);
    expect(watched.complaints).toEqual([]);
  });
});

describe('the steps', () => {
  const states = () =>
    page.locator('.step').evaluateAll((steps) => steps.map((step) => step.dataset['state']));

  test('of what is accepted wait for a worker, and go on without a reload when one comes', async () => {
    await openPageOf(anAthlete());
    await app.stopWorker();
    try {
      await save();
      await page.locator('#workouts > li[data-status="accepted"] .step').first().waitFor();
      expect(new Set(await states())).toEqual(new Set(['pending']));
    } finally {
      await app.startWorkerAgain();
    }
    await processed().waitFor();
    expect(new Set(await states())).toEqual(new Set(['succeeded']));
    expect(watched.complaints).toEqual([]);
  });

  test('that fail are named with their reason, and those that need them are skipped', async () => {
    const athleteId = anAthlete();
    await openPageOf(athleteId);
    await app.pool.query(`
      create function refuse_energy() returns trigger language plpgsql as
        $$ begin raise exception 'no energy today' using errcode = '22023'; end $$;
      create trigger refuse_energy before insert or update on workout_energy
        for each row execute function refuse_energy()`);
    try {
      await save();
      await page.locator('#workouts').getByText('Processed with errors').waitFor();
    } finally {
      await app.pool.query(`drop function refuse_energy cascade`);
    }
    expect(await page.locator('.step[data-step="calculateCalories"]').textContent()).toContain('Failed');
    expect(await page.locator('.step[data-step="calculateCalories"] .step-error').textContent()).not.toBe('');
    expect(await page.locator('.step[data-step="awardAchievements"]').textContent()).toContain('Skipped');
    expect(watched.complaints).toEqual([]);
  });
});

describe('a report', () => {
  test('that is built while the page is open is announced and linked', async () => {
    const athleteId = anAthlete();
    await openPageOf(athleteId);
    await app.call('POST', `/v1/athletes/${athleteId}/reports/2026-10`);

    await page.getByRole('log', { name: 'News' }).getByText('Report ready').waitFor();
    const link = page.getByRole('link', { name: 'Open the report of October 2026' });
    const [tab] = await Promise.all([page.waitForEvent('popup'), link.click()]);
    await tab.waitForURL(`**/v1/athletes/${athleteId}/reports/2026-10?ticket=*`);
    await tab.getByText('October 2026').first().waitFor();
    expect(tab.url()).not.toContain('access_token');
    // The address that stays in the history opens nothing any more.
    expect((await tab.reload())?.status()).toBe(401);
    await tab.close();
  });
});

describe('an upload', () => {
  test('of a GPX file becomes a workout', async () => {
    await openPageOf(anAthlete());
    const content = makeGpx({ sport: 'run', startedAt: '2026-11-10T07:30:00Z', title: 'Tiergarten' });
    await page
      .locator('#upload-files')
      .setInputFiles({ name: 'run.gpx', mimeType: 'application/gpx+xml', buffer: Buffer.from(content) });

    await page.getByText(/202 in \d+ ms, one workout/).waitFor();
    await processed().getByText('Tiergarten').waitFor();
    await processed()
      .getByText(/Best efforts: /)
      .waitFor();
    expect(watched.complaints).toEqual([]);
  });

  test('of something else says why it is none', async () => {
    await openPageOf(anAthlete());
    await page
      .locator('#upload-files')
      .setInputFiles({ name: 'run.gpx', mimeType: 'text/plain', buffer: Buffer.from('<gpx><trk>') });

    await page.locator('.upload[data-state="failed"]').waitFor();
    expect(await cards().count()).toBe(0);
  });
});

describe('while the API is away', () => {
  test('a save is kept, over a reload too, and is accepted once when the API is back', async () => {
    const athleteId = anAthlete();
    await openPageOf(athleteId);
    await app.stopApi();
    try {
      await page.getByText('Afterburn cannot be reached').waitFor();
      await page.getByLabel('Title').fill('Kept run');
      await save();
      await page.locator('#unsent').getByText('Kept run').waitFor();
      await page.getByText('One save waits').waitFor();
    } finally {
      await app.startApiAgain();
    }
    await page.reload();

    await processed().getByText('Kept run').waitFor();
    await page.locator('#unsent').waitFor({ state: 'hidden' });
    const { workouts } = await app.call('GET', `/v1/workouts?athleteId=${athleteId}`);
    expect(workouts).toHaveLength(1);
  });

  test('the stream goes on where it was, and misses no badge', async () => {
    const athleteId = anAthlete();
    await openPageOf(athleteId);
    await save();
    await processed().waitFor();
    await app.stopApi();
    await page.getByText('Reconnecting').waitFor();
    await app.startApiAgain();
    await page.getByText('Live', { exact: true }).waitFor();

    await app.call('POST', '/v1/workouts', {
      athleteId,
      sport: 'swim',
      startedAt: '2026-11-02T18:00:00+01:00',
      durationSeconds: 2400,
      distanceMeters: 1500,
    });
    await page.getByRole('log', { name: 'News' }).getByText('First swim').waitFor();
    await page.locator('#badges').getByText('First swim').waitFor();
  });
});

describe('after an answer that says nothing', () => {
  test('the save is sent again, and the page is live again', async () => {
    await openPageOf(anAthlete());
    let isDown = true;
    await page.route('**/v1/workouts', (route) =>
      isDown ? route.fulfill({ status: 503 }) : route.continue(),
    );
    await page.getByLabel('Title').fill('Kept run');
    await save();
    await page.getByText('Reconnecting').waitFor();
    await page.locator('#unsent').getByText('Kept run').waitFor();
    isDown = false;

    await processed().getByText('Kept run').waitFor();
    await page.getByText('Live', { exact: true }).waitFor();
    await page.locator('#unsent').waitFor({ state: 'hidden' });
    await page.getByText(/Accepted: 202 in \d+ ms/).waitFor();
  });
});

describe('without a token that counts', () => {
  test('the page explains how to get one', async () => {
    await page.goto(app.url);
    await page.getByRole('heading', { name: 'Watch a workout become badges' }).waitFor();
    expect(await page.locator('code').first().textContent()).toContain(`curl -X PUT ${app.url}/v1/athletes/`);
    await page.setViewportSize({ width: 390, height: 844 });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
    expect(watched.complaints).toEqual([]);
  });

  test('an ended one is said to have ended, and another one continues', async () => {
    const good = await app.pageOf(anAthlete());
    await page.goto(good.replace(/token=.*/, 'token=not-a-token'));
    await page.getByRole('heading', { name: 'This token has ended' }).waitFor();
    await page.getByLabel('Token', { exact: true }).fill(good.split('token=')[1] ?? '');
    await page.getByRole('button', { name: 'Open the page' }).click();
    await page.getByText('Live', { exact: true }).waitFor();
  });

  test('a save that meets an ended token is kept, and sent with the next one', async () => {
    const athleteId = anAthlete();
    await openPageOf(athleteId);
    const problem = { type: '/problems/unauthorized', title: 'Not authenticated', status: 401, detail: '' };
    const ended = { status: 401, contentType: 'application/problem+json', body: JSON.stringify(problem) };
    await page.route('**/v1/workouts', (route) => route.fulfill(ended));
    await page.getByLabel('Title').fill('Kept run');
    await save();
    await page.getByRole('heading', { name: 'This token has ended' }).waitFor();

    await page.unroute('**/v1/workouts');
    await openPageOf(athleteId);
    await processed().getByText('Kept run').waitFor();
  });

  test('the token leaves the address bar, and a reload still works', async () => {
    await openPageOf(anAthlete());
    expect(page.url()).not.toContain('token');
    await page.reload();
    await page.getByText('Live', { exact: true }).waitFor();
  });
});

describe('the page', () => {
  test.each([390, 1280])('at %i px scrolls in one direction only', async (width) => {
    await page.setViewportSize({ width, height: 844 });
    await openPageOf(anAthlete(), { displayName: 'W'.repeat(100) });
    await page.getByLabel('Title').fill('w'.repeat(500));
    await save();
    await processed().waitFor();

    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
  });

  test('can be used by the keyboard alone', async () => {
    await openPageOf(anAthlete());
    await page.getByLabel('Title').focus();
    await page.keyboard.press('Enter');
    await processed().waitFor();
    await page.locator('summary').first().focus();
    await page.keyboard.press('Enter');
    await page.locator('.steps').first().waitFor({ state: 'hidden' });
  });

  test('allows no script but its own, and no frame around it', async () => {
    const answer = await fetch(app.url);
    const policy = answer.headers.get('Content-Security-Policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('unsafe');
    expect(answer.headers.get('Referrer-Policy')).toBe('no-referrer');
    expect(await answer.text()).not.toMatch(/<script[^>]*>[^<]|\son\w+=|\sstyle=/);
  });
});
