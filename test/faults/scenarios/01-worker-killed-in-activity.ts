import { untilDrained } from '../harness/checks/settled.ts';
import { killableActivities, type KillableActivity } from '../harness/activity-moments.ts';
import { createRequester } from '../harness/requester.ts';
import type { Scenario, ScenarioContext } from '../harness/scenario.ts';
import type { System } from '../harness/system.ts';
import { need, until } from '../harness/waiting.ts';
import { expectRepeatedSteps } from '../harness/vacuity.ts';

const MOMENTS = ['before', 'in', 'after'] as const;

export const workerKilledInActivity: Scenario = {
  id: '1',
  breaks: 'the worker SIGKILLed in each activity: before, in and after its transaction',
  holds: 'each workout is done within 15 s of the return of a worker',
  size: { quick: 3, full: 20 },
  async run(context) {
    const system = await context.start({ lines: ['worker-temporal'] });
    const activities = await killableActivities(system);
    let interrupted = 0;
    for (let round = 0; round < context.size; round += 1) {
      const moment = MOMENTS[round % MOMENTS.length]!;
      interrupted += await killIn(context, system, { moment, round, activities });
      await system.workers[0]!.start();
      context.hit();
      context.recovered(await untilDrained(system, 60_000), RECOVERY_LIMIT_MS);
    }
    context.note(`${interrupted} activities were interrupted`);
    await expectRepeatedSteps(system);
    await context.check(system);
  },
};

/** The timeout of a step is 10 s: nobody can know earlier that its worker is gone. */
const RECOVERY_LIMIT_MS = 15_000;

/** PostgreSQL itself ends a transaction after 7 s. */
const HELD_AT_MOST_MS = 4500;

interface Kill {
  moment: (typeof MOMENTS)[number];
  round: number;
  activities: KillableActivity[];
}

/** Brings a worker into all activities at once, each for a workout of its own, and kills it. */
async function killIn(
  context: ScenarioContext,
  system: System,
  { moment, round, activities }: Kill,
): Promise<number> {
  const line = system.line('worker-temporal');
  const worker = system.workers[0]!;
  const stops = activities.flatMap((activity) => {
    const failpoint = moment === 'before' ? activity.before : activity.in;
    return failpoint ? [{ activity, failpoint }] : [];
  });
  for (const { failpoint } of stops) await failpoint.arm();
  const requester = createRequester(system);
  const begun = await Promise.all(
    stops.map(({ activity }) => activity.begin({ requester, random: context.random, round })),
  );
  const held = async () => Promise.all(stops.map(async ({ failpoint }) => (await failpoint.held()) > 0));
  await until(async () => (await held()).some(Boolean), { limitMs: 30_000, everyMs: 20 });
  await until(async () => (await held()).every(Boolean), { limitMs: HELD_AT_MOST_MS, everyMs: 20 });
  const standing = (await held()).map((isHeld, index) => (isHeld ? begun[index]! : undefined));
  if (standing.every((id) => id === undefined)) context.findings.add('vacuous', 'no activity was at work');
  if (moment === 'after') {
    // What they report from now on reaches nobody.
    line.setBlackHole(true);
    for (const { failpoint } of stops) await failpoint.heal();
    const isCommitted = async (): Promise<boolean> => {
      for (const [index, { activity }] of stops.entries()) {
        const id = standing[index];
        if (id !== undefined && !(await activity.isCommitted(id))) return false;
      }
      return true;
    };
    await need('commit', isCommitted, { limitMs: 10_000, everyMs: 10 });
  }
  await worker.kill();
  line.reset();
  line.setBlackHole(false);
  for (const { failpoint } of stops) {
    await failpoint.endHeld();
    await failpoint.heal();
  }
  return standing.filter((id) => id !== undefined).length;
}
