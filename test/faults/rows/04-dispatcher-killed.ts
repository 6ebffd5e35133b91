import { untilDrained } from '../harness/checks/settled.ts';
import { BY_WORKER, installFailpoint } from '../harness/failpoints.ts';
import { SAVES_ONLY, startLoad } from '../harness/load.ts';
import { createRequester } from '../harness/requester.ts';
import type { Row } from '../harness/row.ts';
import type { System } from '../harness/system.ts';

export const dispatcherKilled: Row = {
  id: '4',
  breaks: 'the dispatcher SIGKILLed between a start and the deletion of its outbox row',
  holds: 'one execution for each revision: the start is repeated and finds the first one',
  size: { quick: 2, full: 20 },
  async run(context) {
    // The API reaches no Temporal, so everything is the dispatcher's to start.
    const system = await context.start({ lines: ['api-temporal'] });
    system.line('api-temporal').setRefusing(true);
    const worker = system.workers[0]!;
    const failpoint = await installFailpoint(system.database, {
      table: 'outbox',
      on: 'delete',
      // A claim deletes rows, too: those that nobody had claimed.
      when: `${BY_WORKER} and old.workflow_id is not null`,
      mode: { kind: 'hold' },
    });
    for (let round = 0; round < context.size; round += 1) {
      // Few get an execution each, many a batch: by turns.
      const wishes = round % 2 === 0 ? 8 : 60;
      await worker.kill();
      await startLoad({
        requester: createRequester(system),
        random: context.random.fork(`round ${round}`),
        name: `round${round}`,
        athletes: 10,
        clients: 8,
        wishes,
        mix: SAVES_ONLY,
      }).done;
      const hits = await failpoint.hits();
      await failpoint.arm();
      await worker.start();
      await failpoint.reached(hits + 1);
      await worker.kill();
      // Nobody is there to take the answer: without this the deletion would still go through.
      await failpoint.endHeld();
      await failpoint.heal();
      const [row] = await system.database.ask<{ waiting: number }>(
        'select count(*)::int as waiting from outbox',
      );
      if (row!.waiting > 0) context.hit();
      await worker.start();
      context.recovered(await untilDrained(system, 90_000), 60_000);
    }
    await expectOneExecutionEach(system);
    await context.check(system);
  },
};

async function expectOneExecutionEach({ temporal, findings }: System): Promise<void> {
  const runs = new Map<string, number>();
  for await (const { workflowId } of temporal.client.workflow.list()) {
    runs.set(workflowId, (runs.get(workflowId) ?? 0) + 1);
  }
  for (const [workflowId, count] of runs)
    if (count > 1) findings.add('duplicates', `${workflowId} was executed ${count} times`);
  if (runs.size === 0) findings.add('vacuous', 'there are no executions');
}
