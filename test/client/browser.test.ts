import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startServer, type RunningServer } from '../../src/api/http/server.ts';
import type { AcceptedWorkout, ResumedSave, Workout } from '../../packages/client/src/index.ts';
import { openBrowser } from '../support/browser.ts';
import { createStepRunner } from '../support/running-steps.ts';
import { createClientHarness, type ClientHarness } from './client-harness.ts';
import { createConsumer, type Consumer } from './installed-client.ts';

const PAGE = `<!doctype html><title>An app</title><script type="module">
  import { createAfterburnClient, createWebStorageStore } from '/client/index.js';
  window.clientOf = (token) =>
    createAfterburnClient({ baseUrl: '', token, store: createWebStorageStore(localStorage) });
</script>`;

let harness: ClientHarness;
let consumer: Consumer;
let server: RunningServer;
let browser: Browser;
/** Whether saves are done and never answered. */
let isDeaf = false;

beforeAll(async () => {
  consumer = createConsumer();
  [harness, browser] = await Promise.all([createClientHarness(), openBrowser()]);
  server = await startServer({ app: { fetch: serve }, host: '127.0.0.1', port: 0 });
});
afterAll(async () => {
  await browser?.close();
  await server?.close({ drainMs: 0, graceMs: 0 });
  await harness?.stop();
  consumer?.remove();
});

/** The installed client, a page that loads it, and the API, on one origin. */
async function serve(request: Request, env: unknown): Promise<Response> {
  const { pathname } = new URL(request.url);
  if (pathname === '/page') return new Response(PAGE, { headers: { 'Content-Type': 'text/html' } });
  if (pathname.startsWith('/client/')) {
    const text = readFileSync(
      path.join(consumer.installed, 'dist', pathname.slice('/client/'.length)),
      'utf8',
    );
    return new Response(text, { headers: { 'Content-Type': 'text/javascript' } });
  }
  const response = await harness.api.app.fetch(request, env);
  return isDeaf && request.method === 'POST' ? new Promise(() => {}) : response;
}

let athletes = 0;
let athleteId: string;
let token: string;
let context: BrowserContext;
beforeEach(async () => {
  athleteId = `ath-${++athletes}`;
  await harness.clientOf().athletes.put(athleteId, { timeZone: 'UTC' });
  ({ token } = await harness.clientOf().athletes.createToken(athleteId));
  context = await browser.newContext();
});
afterEach(async () => {
  isDeaf = false;
  await context.close();
});

async function openPage(): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`${server.url}/page`);
  await page.waitForFunction("'clientOf' in globalThis");
  return page;
}

/** Runs an expression of `client` and `args` in the page. */
const inPage = <T>(page: Page, expression: string, ...args: unknown[]): Promise<T> =>
  page.evaluate<T>(
    `(async (args) => { const client = clientOf('${token}'); return ${expression}; })(${JSON.stringify(args)})`,
  );
const save = (page: Page, options: object = {}) =>
  inPage<AcceptedWorkout>(page, 'client.workouts.save(...args)', harness.aNewRun({ athleteId }), options);
const resume = (page: Page) => inPage<ResumedSave[]>(page, 'client.resume()');
const countKept = (page: Page) => inPage<number>(page, 'localStorage.length');

/** The events that the page has received when its workout is processed. */
const LISTEN = `(async () => {
  const received = [];
  for await (const { type } of client.athletes.events(args[0], { after: 0 })) {
    received.push(type);
    if (type === 'workout.processed') return received;
  }
})()`;

describe('in a browser', () => {
  it('saves, reads, and follows events, under a key of its own making where randomUUID is not there', async () => {
    await context.addInitScript('delete Crypto.prototype.randomUUID');
    const page = await openPage();
    const { id, revision } = await save(page);
    expect(await countKept(page)).toBe(0);
    const received = inPage<string[]>(page, LISTEN, athleteId);
    await createStepRunner(harness.api.pool).process([{ workoutId: id, revision }]);
    expect(await received).toContain('workout.accepted');
    const read = await inPage<Workout>(page, 'client.workouts.waitUntilProcessed(args[0])', id);
    expect(read).toMatchObject({ id, status: 'processed', athleteId });
  });

  it('keeps a save that its tab was closed over, and two tabs that resume it make one workout of it', async () => {
    isDeaf = true;
    const closed = await openPage();
    const saving = save(closed).catch((error: unknown) => String(error));
    while ((await harness.countWorkouts(athleteId)) === 0) await delay(10);
    await closed.close();
    expect(await saving).toContain('closed');

    isDeaf = false;
    const [one, other] = [await openPage(), await openPage()];
    expect(await countKept(one)).toBe(1);
    const [first, second] = await Promise.all([resume(one), resume(other)]);
    const results = [...first, ...second];
    expect(results.length).toBeGreaterThan(0);
    for (const result of results) expect(result).toMatchObject({ outcome: 'accepted' });
    expect(await harness.countWorkouts(athleteId)).toBe(1);
    expect(await countKept(other)).toBe(0);
    expect(await resume(one)).toEqual([]);
  });

  it('keeps what is saved offline, and sends it once it is online', async () => {
    const page = await openPage();
    await context.setOffline(true);
    const impatient = { retry: { giveUpAfterMs: 100 } };
    const failed = await save(page, impatient).catch((error: unknown) => String(error));
    expect(failed).toContain('No definite answer');
    await inPage(
      page,
      `addEventListener('online', () => client.resume().then(() => (document.title = 'sent')))`,
    );
    expect(await harness.countWorkouts(athleteId)).toBe(0);
    await context.setOffline(false);
    await page.waitForFunction("document.title === 'sent'");
    expect(await harness.countWorkouts(athleteId)).toBe(1);
    expect(await countKept(page)).toBe(0);
  });
});
