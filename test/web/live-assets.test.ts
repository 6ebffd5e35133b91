import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startServer, type RunningServer } from '../../src/api/http/server.ts';
import { createWebRoutes } from '../../src/web/web-routes.tsx';
import { openBrowser } from '../support/browser.ts';

/** The page's own modules, run where they run: in a browser that loaded them from the server. */
let server: RunningServer;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  const app = createWebRoutes({});
  server = await startServer({ app, host: '127.0.0.1', port: 0 });
  browser = await openBrowser();
  page = await browser.newPage();
  await page.goto(server.url);
});

afterAll(async () => {
  await browser?.close();
  await server?.close({ drainMs: 0 });
});

/** The value of an expression over what a module exports, as `m`. */
const inModule = (name: string, expression: string): Promise<unknown> =>
  page.evaluate(`import('/assets/live/${name}.js').then((m) => ${expression})`);

describe('a duration', () => {
  it.each([
    ['48:00', 2880],
    ['1:02:03', 3723],
    ['45', 2700],
    [' 0:30 ', 30],
  ])('%s is read', async (text, seconds) => {
    expect(await inModule('figures', `m.parseDuration(${JSON.stringify(text)})`)).toBe(seconds);
  });

  it.each(['', '0:00', '1:75', '1:60:00', '-5:00', '1:2:3:4', 'fast', '1e3'])('%j is none', async (text) => {
    expect(await inModule('figures', `m.parseDuration(${JSON.stringify(text)}) === undefined`)).toBe(true);
  });

  it.each([
    [59.6, '1:00'],
    [2880, '48:00'],
    [3723, '1:02:03'],
  ])('of %d s is written', async (seconds, text) => {
    expect(await inModule('figures', `m.describeDuration(${seconds})`)).toBe(text);
  });
});

describe("the athlete's clock", () => {
  it.each([
    ['Europe/Paris', '2026-11-20T07:30', '2026-11-20T06:30:00.000Z'],
    ['Europe/Paris', '2026-03-29T01:59', '2026-03-29T00:59:00.000Z'],
    ['Europe/Paris', '2026-03-29T03:00', '2026-03-29T01:00:00.000Z'],
    ['Asia/Kathmandu', '2026-01-01T00:00', '2025-12-31T18:15:00.000Z'],
    ['Nowhere/AtAll', '2026-01-01T00:00', '2026-01-01T00:00:00.000Z'],
  ])('in %s reads %s as %s, and writes it back', async (zone, wall, instant) => {
    const clock = `m.createAthleteClock('${zone}')`;
    expect(await inModule('athlete-clock', `new Date(${clock}.toInstant('${wall}')).toISOString()`)).toBe(
      instant,
    );
    expect(await inModule('athlete-clock', `${clock}.toField(Date.parse('${instant}'))`)).toBe(wall);
  });
});

describe('the start that the form suggests', () => {
  const now = '2026-11-20T12:00:30Z';
  const suggest = (workouts: { startedAt: string; durationSeconds: number }[]) =>
    inModule(
      'workout-defaults',
      `new Date(m.latestFreeStart(3600, ${JSON.stringify(workouts)}, Date.parse('${now}'))).toISOString()`,
    );

  it('lets the workout end now', async () => {
    expect(await suggest([])).toBe('2026-11-20T11:00:00.000Z');
  });

  it('overlaps no workout that is there, however many there are', async () => {
    const taken = [
      { startedAt: '2026-11-20T09:40:00Z', durationSeconds: 600 },
      { startedAt: '2026-11-20T11:30:00Z', durationSeconds: 600 },
      { startedAt: '2026-11-20T12:00:00Z', durationSeconds: 600 },
    ];
    expect(await suggest(taken)).toBe('2026-11-20T10:20:00.000Z');
    const next = [...taken, { startedAt: '2026-11-20T10:20:00Z', durationSeconds: 3600 }];
    expect(await suggest(next)).toBe('2026-11-20T08:30:00.000Z');
  });
});

describe('the assets', () => {
  it('come with their types, and again only when they changed', async () => {
    for (const [path, type] of [
      ['/assets/live.js', 'text/javascript'],
      ['/assets/client/index.js', 'text/javascript'],
      ['/assets/live.css', 'text/css'],
      ['/assets/icon.svg', 'image/svg+xml'],
    ]) {
      const first = await fetch(server.url + path);
      expect(first.headers.get('Content-Type')).toContain(type);
      expect(first.headers.get('X-Content-Type-Options')).toBe('nosniff');
      const again = await fetch(server.url + path, {
        headers: { 'If-None-Match': first.headers.get('ETag') ?? '' },
      });
      expect(again.status).toBe(304);
    }
  });

  it('are these files and no others', async () => {
    for (const path of [
      '/assets/',
      '/assets/tsconfig.json',
      '/assets/client/index.d.ts',
      '/assets/..%2fassets.ts',
      '/assets/live',
    ]) {
      expect((await fetch(server.url + path)).status).toBe(404);
    }
  });
});

describe('the page without a Temporal UI', () => {
  it('has no link into one', async () => {
    expect(await (await fetch(server.url)).text()).not.toContain('Temporal UI');
  });
});
