import { expectOtherWorkToEnd, requestOtherWork } from '../harness/other-work.ts';
import type { Window } from '../harness/checks/answers.ts';
import { BY_WORKER, installFailpoint, type Failpoint } from '../harness/failpoints.ts';
import { injectOutage } from '../harness/outage.ts';
import type { Scenario } from '../harness/scenario.ts';
import type { System } from '../harness/system.ts';

export const slowDatabase: Scenario = {
  id: '22',
  breaks: 'writes to a table of the steps and of the uploads take 9 s, for two minutes under load',
  holds: 'no workout ends with errors, no upload as failed; done within 60 s of its end',
  size: { quick: 1, full: 3 },
  acknowledgedInWindows: { quick: 100, full: 1000 },
  async run(context) {
    const system = await context.start();
    const slow = await slowDown(system);
    const databaseAway: Window[] = [];
    for (let round = 0; round < context.size; round += 1) {
      const other = await requestOtherWork(system, `slow${round}`);
      const before = await hitsOf(slow);
      const { window } = await injectOutage(context, system, {
        begin: () => forEach(slow, (failpoint) => failpoint.arm()),
        end: () => forEach(slow, (failpoint) => failpoint.heal()),
        awayMs: 120_000,
        recoveryLimitMs: 60_000,
        load: { perSecond: 20 },
      });
      // An edit may wait for the lock of a step that waits for PostgreSQL.
      databaseAway.push(window);
      const hits = await hitsOf(slow);
      hits.forEach((count, index) => {
        if (count === before[index]) context.findings.add('vacuous', `nothing wrote to ${TABLES[index]}`);
      });
      await expectOtherWorkToEnd(system, other, 60_000);
    }
    await context.check(system, { databaseAway });
  },
};

/** Longer than PostgreSQL lets a transaction of ours take. */
const SECONDS = 9;
const TABLES = ['workout_energy', 'uploads'] as const;

async function slowDown({ database }: System): Promise<Failpoint[]> {
  const failpoints = await Promise.all(
    TABLES.map((table) =>
      installFailpoint(database, { table, when: BY_WORKER, mode: { kind: 'slow', seconds: SECONDS } }),
    ),
  );
  await forEach(failpoints, (failpoint) => failpoint.heal());
  return failpoints;
}

const forEach = async (failpoints: Failpoint[], act: (failpoint: Failpoint) => Promise<void>) =>
  void (await Promise.all(failpoints.map(act)));

const hitsOf = (failpoints: Failpoint[]): Promise<number[]> =>
  Promise.all(failpoints.map((failpoint) => failpoint.hits()));
