import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { WORK_KINDS } from '../../../src/db/dispatch/work-kinds.ts';
import { removePostgresHome } from '../../../src/embedded/postgres/home.ts';
import { untilDrained } from '../harness/checks/settled.ts';
import { BY_WORKER, installFailpoint, type Failpoint } from '../harness/failpoints.ts';
import { EVERYDAY, SAVES_ONLY, startLoad, type LoadOptions } from '../harness/load.ts';
import { forgetLostSaves } from '../harness/lost-saves.ts';
import { expectOtherWorkToEnd, requestOtherWork } from '../harness/other-work.ts';
import { copyPostgres, startOwnPostgres, withOwnPostgres } from '../harness/own-postgres.ts';
import { createRequester } from '../harness/requester.ts';
import type { Scenario, ScenarioContext } from '../harness/scenario.ts';
import type { System } from '../harness/system.ts';

export const backupRestored: Scenario = {
  id: '24',
  breaks: 'a backup of PostgreSQL restored under a Temporal that has ended all that was unfinished in it',
  holds: 'everything that the backup has ends: workouts, uploads, imports, reports, erasures',
  size: { quick: 1, full: 3 },
  async run(context) {
    for (let round = 0; round < context.size; round += 1)
      await restoreBackup(context, path.join(context.servers.folder, `backup-${round}-${Date.now()}`));
  },
};

/** The reconciler leaves what is unfinished a minute, and looks at it once a minute. */
const RECOVERY_LIMIT_MS = 180_000;
const LOAD_MS = 3000;

async function restoreBackup(context: ScenarioContext, folder: string): Promise<void> {
  const postgres = await startOwnPostgres(path.join(folder, 'lived'));
  const started = [postgres];
  try {
    const servers = withOwnPostgres(context.servers, postgres, postgres.port);
    const system = await context.start({ servers, workers: 2 });
    const load = (name: string, options: Partial<LoadOptions>) =>
      startLoad({
        requester: createRequester(system),
        random: context.random.fork(name),
        name,
        athletes: 30,
        clients: 12,
        ...options,
      });
    await load('done', { requests: 150 }).done;
    await untilDrained(system, 60_000);
    const held = await holdAllWork(system);
    await load('unfinished', { requests: 150, mix: { ...EVERYDAY, upload: 10 } }).done;
    const other = await requestOtherWork(system, 'unfinished');
    const meanwhile = load('meanwhile', { mix: SAVES_ONLY, perSecond: 30 });
    await delay(LOAD_MS);
    const dataDir = path.join(folder, 'backup');
    const point = await copyPostgres(postgres, dataDir);
    await delay(LOAD_MS);
    await meanwhile.stop();
    for (const failpoint of held) await failpoint.heal();
    await untilDrained(system, RECOVERY_LIMIT_MS);
    // As docs/operations.md says.
    const programs = [...system.apis, ...system.workers];
    for (const program of programs) await program.terminate();
    await postgres.server.signal('SIGKILL');
    const backAt = Date.now();
    started.push(await startOwnPostgres(dataDir, { port: postgres.port }));
    for (const failpoint of held) await failpoint.heal();
    await expectUnfinished(system);
    for (const program of programs) await program.start();
    const healedAt = performance.now();
    context.hit();
    await load('afterwards', { requests: 100 }).done;
    await untilDrained(system, RECOVERY_LIMIT_MS);
    context.recovered(performance.now() - healedAt, RECOVERY_LIMIT_MS);
    await expectOtherWorkToEnd(system, other, RECOVERY_LIMIT_MS);
    const { lines, missing } = await forgetLostSaves(system, { ...point, backAt });
    if (missing === 0) context.findings.add('vacuous', 'no save was acknowledged after the backup');
    context.note(`${missing} saves were acknowledged after the backup and are missing`);
    await context.check(system, { lines, drainLimitMs: RECOVERY_LIMIT_MS });
    await system.stop();
  } finally {
    for (const { server, dataDir } of started) {
      await server.stop();
      removePostgresHome(dataDir);
    }
  }
}

/** Nothing ends: each kind of work fails with a conflict where it would write its end, and is retried. */
const holdAllWork = ({ database }: System): Promise<Failpoint[]> =>
  Promise.all(
    (
      [
        { table: 'workout_steps', when: `new.state = 'succeeded'` },
        { table: 'uploads', on: 'update', when: 'new.status is distinct from old.status' },
        { table: 'imports', on: 'update', when: 'new.settled_at is not null' },
        { table: 'report_months', when: `new.state = 'ready'` },
        { table: 'workouts', on: 'delete', when: 'true' },
      ] as const
    ).map(({ when, ...point }) =>
      installFailpoint(database, {
        ...point,
        when: `${BY_WORKER} and ${when}`,
        mode: { kind: 'throw', sqlState: '55P03' },
      }),
    ),
  );

/** A backup in which everything has ended shows nothing. */
async function expectUnfinished({ database, findings }: System): Promise<void> {
  for (const [kind, { table, unfinished }] of Object.entries(WORK_KINDS)) {
    // The load has no athlete who agreed to e-mail.
    if (kind === 'email') continue;
    const rows = await database.ask(`select from ${table} where ${unfinished} limit 1`);
    if (rows.length === 0) findings.add('vacuous', `the backup has no unfinished ${kind}`);
  }
}
