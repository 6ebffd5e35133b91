import { setTimeout as delay } from 'node:timers/promises';
import { untilDrained } from '../harness/checks/settled.ts';
import { startLoad } from '../harness/load.ts';
import type { Program } from '../harness/program.ts';
import { createRequester } from '../harness/requester.ts';
import type { Row, RowContext } from '../harness/row.ts';
import type { System } from '../harness/system.ts';

export const askedToEnd: Row = {
  id: '5',
  breaks: 'API and worker SIGTERMed under load, one of two at a time',
  holds: 'no request fails, no step runs into its timeout, each exits with 0',
  size: { quick: 4, full: 20 },
  acknowledgedInWindows: { quick: 100, full: 1000 },
  async run(context) {
    const system = await context.start({ apis: 2, workers: 2 });
    system.follow('rolling');
    const load = startLoad({
      requester: createRequester(system),
      random: context.random,
      name: 'rolling',
      athletes: 60,
      clients: 16,
      perSecond: 40,
    });
    const from = Date.now();
    await delay(1500);
    for (let round = 0; round < context.size / 2; round += 1) {
      await replace(context, system.apis[round % 2]!, 'API');
      await replace(context, system.workers[round % 2]!, 'worker');
    }
    context.window({ from, to: Date.now() });
    await load.stop();
    context.recovered(await untilDrained(system, 60_000), 60_000);
    const again = system.clients.reduce((sum, client) => sum + client.sentAgain(), 0);
    context.note(
      `${again} requests met a connection that was just being closed, and were sent on another one`,
    );
    await expectNoTimeouts(context, system);
    await context.check(system);
  },
};

async function replace(context: RowContext, program: Program, name: string): Promise<void> {
  const start = performance.now();
  const { code, signal } = await program.terminate();
  if (code !== 0) context.findings.add('processes', `the ${name} ended with ${signal ?? code}`);
  const seconds = (performance.now() - start) / 1000;
  if (seconds > 20) context.late('processes', `the ${name} took ${seconds.toFixed(1)} s to end`);
  context.hit();
  await program.start();
  await delay(500);
}

/** A repeated step is no fault – two may want one athlete – unless it is one whose worker never answered. */
async function expectNoTimeouts({ late }: RowContext, { database, temporal }: System): Promise<void> {
  const rows = await database.ask<{ workflowId: string }>(
    `select distinct w.workflow_id as "workflowId"
     from workouts w
     join workout_steps s on s.workout_id = w.workout_id
     where s.attempts >= 2`,
  );
  for (const { workflowId } of rows) {
    const { events } = await temporal.client.workflow.getHandle(workflowId).fetchHistory();
    const timeouts = (events ?? []).filter(
      (event) => event.activityTaskStartedEventAttributes?.lastFailure?.timeoutFailureInfo,
    );
    if (timeouts.length > 0)
      late('processes', `${timeouts.length} steps of ${workflowId} ran into their timeout`);
  }
}
