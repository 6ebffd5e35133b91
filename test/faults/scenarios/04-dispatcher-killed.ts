import { untilDrained } from '../harness/checks/settled.ts';
import { BY_WORKER, installFailpoint } from '../harness/failpoints.ts';
import { SAVES_ONLY, startLoad } from '../harness/load.ts';
import { createRequester } from '../harness/requester.ts';
import type { Scenario, ScenarioContext } from '../harness/scenario.ts';
import type { System } from '../harness/system.ts';
import { need } from '../harness/waiting.ts';

export const dispatcherKilled: Scenario = {
  id: '4',
  breaks: 'the dispatcher SIGKILLed between a claim and its start, and between a start and its record',
  holds: 'one execution for each revision: the start is repeated and finds the first one',
  size: { quick: 2, full: 20 },
  async run(context) {
    const system = await context.start({ lines: ['api-temporal', 'worker-temporal'] });
    const killBeforeRecord = await prepareRecord(system);
    for (let round = 0; round < context.size; round += 1) {
      // Few workouts get one execution each, many get a batch: each kind meets each kill.
      const requests = [8, 60, 60, 8][round % 4]!;
      const save = () => saveSome(context, system, { round, requests });
      await (round % 2 === 0 ? killBeforeStart(system, save) : killBeforeRecord(save));
      if ((await countUnrecorded(system)) > 0) context.hit();
      await system.workers[0]!.start();
      context.recovered(await untilDrained(system, 90_000), 60_000);
    }
    await expectOneExecutionEach(system);
    await context.check(system);
  },
};

/** Temporal is unreachable, so a dispatcher that claims waits at the start, and is killed there. */
async function killBeforeStart(system: System, save: () => Promise<void>): Promise<void> {
  const [api, worker] = [system.apis[0]!, system.workers[0]!];
  const lines = [system.line('api-temporal'), system.line('worker-temporal')];
  for (const line of lines) line.setBlackHole(true);
  await save();
  await need('claim', async () => (await countUnrecorded(system)) > 0, { limitMs: 30_000, everyMs: 20 });
  await Promise.all([api.kill(), worker.kill()]);
  for (const line of lines) {
    line.reset();
    line.setBlackHole(false);
  }
  await api.start();
}

/** The API reaches no Temporal, so everything is the worker's to start. */
async function prepareRecord(system: System) {
  const worker = system.workers[0]!;
  const failpoint = await installFailpoint(system.database, {
    table: 'executions',
    on: 'update',
    when: `${BY_WORKER} and old.start_due_at is not null and new.start_due_at is null`,
    mode: { kind: 'hold' },
  });
  await failpoint.heal();
  return async (save: () => Promise<void>): Promise<void> => {
    system.line('api-temporal').reset();
    system.line('api-temporal').setRefusing(true);
    await worker.kill();
    await save();
    const hits = await failpoint.hits();
    await failpoint.arm();
    await worker.start();
    await failpoint.reached(hits + 1);
    await worker.kill();
    // Nobody is there to take the answer: without this the update would still go through.
    await failpoint.endHeld();
    await failpoint.heal();
    system.line('api-temporal').setRefusing(false);
  };
}

const saveSome = (
  context: ScenarioContext,
  system: System,
  { round, requests }: { round: number; requests: number },
): Promise<void> =>
  startLoad({
    requester: createRequester(system),
    random: context.random.fork(`round ${round}`),
    name: `round${round}`,
    athletes: 10,
    clients: 8,
    requests,
    mix: SAVES_ONLY,
  }).done;

/** Executions that are claimed, and of which nobody has noted that Temporal has them. */
async function countUnrecorded({ database }: System): Promise<number> {
  const [row] = await database.ask<{ unrecorded: number }>(
    'select count(*)::int as unrecorded from executions where start_due_at is not null',
  );
  return row!.unrecorded;
}

async function expectOneExecutionEach({ temporal, findings }: System): Promise<void> {
  const runs = new Map<string, number>();
  for await (const { workflowId } of temporal.client.workflow.list()) {
    runs.set(workflowId, (runs.get(workflowId) ?? 0) + 1);
  }
  for (const [workflowId, count] of runs)
    if (count > 1) findings.add('duplicates', `${workflowId} was executed ${count} times`);
  if (runs.size === 0) findings.add('vacuous', 'there are no executions');
}
