import { untilDrained } from '../harness/checks/settled.ts';
import { BY_WORKER, installFailpoint } from '../harness/failpoints.ts';
import { EVERYDAY, startLoad } from '../harness/load.ts';
import { createRequester } from '../harness/requester.ts';
import type { Scenario } from '../harness/scenario.ts';
import type { System } from '../harness/system.ts';
import { need } from '../harness/waiting.ts';

export const temporalDeleted: Scenario = {
  id: '11',
  breaks: "Temporal's database deleted with 500 workouts unfinished",
  holds: 'none is lost: unfinished work is found and restarted',
  size: { quick: 1, full: 3 },
  async run(context) {
    const unfinished = context.isQuick ? 150 : 500;
    const system = await context.start({ defaultNamespace: true, startWorkers: false });
    const { temporal } = system.servers;
    const worker = system.workers[0]!;
    for (let round = 0; round < context.size; round += 1) {
      if (worker.isUp()) await worker.terminate();
      await startLoad({
        requester: createRequester(system),
        random: context.random.fork(`round ${round}`),
        name: `round${round}`,
        athletes: 50,
        clients: 16,
        requests: Math.round(unfinished * 1.3),
        mix: MOSTLY_SAVES,
      }).done;
      // They are started, and stay at their first steps.
      const failpoint = await installFailpoint(system.database, {
        table: 'workout_steps',
        when: `${BY_WORKER} and new.state = 'succeeded'`,
        mode: { kind: 'throw', sqlState: '55P03' },
      });
      await worker.start();
      const isStarted = async () => (await countStarted(system)) >= unfinished;
      await need(`start of ${unfinished} workouts`, isStarted, { limitMs: 60_000 });
      await temporal.signal('SIGKILL');
      system.servers.deleteTemporalDatabase();
      await temporal.start();
      await failpoint.heal();
      context.hit();
      context.recovered(await untilDrained(system, 300_000));
    }
    await context.check(system);
  },
};

const MOSTLY_SAVES = { ...EVERYDAY, save: 500 };

async function countStarted({ database }: System): Promise<number> {
  const [row] = await database.ask<{ started: number }>(
    `select count(*)::int as started
     from workouts w
     join executions e on e.workflow_id = w.workflow_id
     where w.status = 'processing' and e.start_due_at is null`,
  );
  return row!.started;
}
