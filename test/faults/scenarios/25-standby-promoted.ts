import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { removePostgresHome } from '../../../src/embedded/postgres/home.ts';
import { untilDrained } from '../harness/checks/settled.ts';
import { openLine, type Line } from '../harness/line.ts';
import { SAVES_ONLY, startLoad, type LoadOptions } from '../harness/load.ts';
import { forgetLostSaves, type LostSaves } from '../harness/lost-saves.ts';
import { expectOtherWorkToEnd, requestOtherWork } from '../harness/other-work.ts';
import {
  startOwnPostgres,
  startStandby,
  withOwnPostgres,
  type CopyPoint,
  type OwnPostgres,
} from '../harness/own-postgres.ts';
import { createRequester } from '../harness/requester.ts';
import type { Scenario, ScenarioContext } from '../harness/scenario.ts';
import type { System } from '../harness/system.ts';
import { need } from '../harness/waiting.ts';

type Replication = 'synchronous' | 'asynchronous';

export const standbyPromoted: Scenario = {
  id: '25',
  breaks: 'a standby promoted under load, with synchronous and with asynchronous replication',
  holds: 'synchronous: none is lost; asynchronous: exactly the saves behind its replay point are missing',
  size: { quick: 2, full: 6 },
  acknowledgedInWindows: { quick: 10, full: 50 },
  async run(context) {
    for (let round = 0; round < context.size; round += 1) {
      const folder = path.join(context.servers.folder, `replicated-${round}-${Date.now()}`);
      await promoteStandby(context, folder, round % 2 === 0 ? 'synchronous' : 'asynchronous');
    }
  },
};

/** The reconciler leaves what is unfinished a minute, and looks at it once a minute. */
const RECOVERY_LIMIT_MS = 180_000;
const LOAD_MS = 3000;

async function promoteStandby(
  context: ScenarioContext,
  folder: string,
  replication: Replication,
): Promise<void> {
  const primary = await startOwnPostgres(path.join(folder, 'primary'));
  const started = [primary];
  // What a name or a virtual address does: clients find the primary at the same place.
  const [address, feed] = [await openLine(primary.port), await openLine(primary.port)];
  try {
    const servers = withOwnPostgres(context.servers, primary, address.port);
    const system = await context.start({ servers, workers: 2 });
    const standby = await startStandby(primary, {
      dataDir: path.join(folder, 'standby'),
      replicationPort: feed.port,
    });
    started.push(standby);
    await follow(primary, replication);
    await breakDown(context, { system, primary, standby, address, feed, replication });
    await system.stop();
  } finally {
    for (const line of [address, feed]) await line.close();
    for (const { server, dataDir } of started) {
      await server.stop();
      removePostgresHome(dataDir);
    }
  }
}

interface Replicated {
  system: System;
  primary: OwnPostgres;
  standby: OwnPostgres;
  address: Line;
  feed: Line;
  replication: Replication;
}

async function breakDown(context: ScenarioContext, replicated: Replicated): Promise<void> {
  const { system, primary, standby, address, feed, replication } = replicated;
  const load = (name: string, options: Partial<LoadOptions> = {}) =>
    startLoad({
      requester: createRequester(system),
      random: context.random.fork(`${replication} ${name}`),
      name: `${replication}-${name}`,
      athletes: 30,
      clients: 12,
      perSecond: 30,
      ...options,
    });
  // A stream cannot go on behind events that are gone; it begins with stream.reset then.
  if (replication === 'synchronous') system.follow(`${replication}-before`);
  const before = load('before');
  await delay(LOAD_MS);
  await before.stop();
  const other = await requestOtherWork(system, replication);
  const during = load('during', { mix: SAVES_ONLY });
  await delay(LOAD_MS);
  const cut = replication === 'asynchronous' ? await cutAtReplayPoint(primary, standby, feed) : undefined;
  await delay(LOAD_MS);
  const from = Date.now();
  address.setRefusing(true);
  address.reset();
  await primary.server.signal('SIGKILL');
  await ask(standby, `select pg_promote(wait => true)`);
  address.redirect(standby.port);
  const backAt = Date.now();
  address.setRefusing(false);
  const healedAt = performance.now();
  const window = { from, to: backAt };
  context.window(window);
  context.hit();
  await delay(LOAD_MS);
  await during.stop();
  const after = load('after');
  await delay(LOAD_MS);
  await after.stop();
  await untilDrained(system, RECOVERY_LIMIT_MS);
  context.recovered(performance.now() - healedAt, RECOVERY_LIMIT_MS);
  await expectOtherWorkToEnd(system, other, RECOVERY_LIMIT_MS);
  const left = cut && (await forget(context, system, { ...cut, backAt }));
  await context.check(system, { databaseAway: [window], ...left });
}

async function forget(context: ScenarioContext, system: System, lost: LostSaves) {
  const { lines, missing } = await forgetLostSaves(system, lost);
  if (missing === 0) context.findings.add('vacuous', 'no save was acknowledged behind the replay point');
  context.note(`asynchronous: ${missing} saves were acknowledged behind the replay point and are missing`);
  return { lines };
}

/** Waits until the standby follows the primary. Only then may a commit wait for it. */
async function follow(primary: OwnPostgres, replication: Replication): Promise<void> {
  const isInState = (column: string, state: string) => async (): Promise<boolean> =>
    (await ask(primary, `select from pg_stat_replication where ${column} = $1::text`, [state])).length > 0;
  await need('standby that streams', isInState('state', 'streaming'), { limitMs: 30_000 });
  if (replication === 'asynchronous') return;
  await ask(primary, `alter system set synchronous_standby_names = 'standby'`);
  await ask(primary, `select pg_reload_conf()`);
  await need('synchronous standby', isInState('sync_state', 'sync'), { limitMs: 30_000 });
}

/** Ends the replication at a moment at which the standby has replayed every commit that was answered before. */
async function cutAtReplayPoint(primary: OwnPostgres, standby: OwnPostgres, feed: Line): Promise<CopyPoint> {
  for (;;) {
    const completeUntil = Date.now();
    const [flushed] = await ask(primary, `select pg_current_wal_flush_lsn()::text as lsn`);
    const [replayed] = await ask(standby, `select pg_last_wal_replay_lsn() >= $1::pg_lsn as holds`, [
      flushed!['lsn'],
    ]);
    if (!replayed!['holds']) continue;
    feed.setRefusing(true);
    feed.reset();
    return { completeUntil, emptyFrom: Date.now() };
  }
}

/** Past the address that clients use. */
async function ask(
  { server }: OwnPostgres,
  sql: string,
  values: unknown[] = [],
): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: server.current().databaseUrl });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql, values)).rows;
  } finally {
    await client.end();
  }
}
