import { readBacklog, untilDrained } from '../harness/checks/settled.ts';
import { BY_WORKER, installFailpoint } from '../harness/failpoints.ts';
import { startLoad } from '../harness/load.ts';
import { createRequester } from '../harness/requester.ts';
import type { Row } from '../harness/row.ts';
import { need } from '../harness/waiting.ts';

export const temporalDeleted: Row = {
  id: '11',
  breaks: "Temporal's database deleted with 500 workouts unfinished",
  holds: 'none is lost: what is unfinished is found and started anew',
  size: { quick: 1, full: 3 },
  async run(context) {
    const unfinished = context.isQuick ? 150 : 500;
    const system = await context.start({ defaultNamespace: true });
    const { temporal } = system.servers;
    for (let round = 0; round < context.size; round += 1) {
      // They are started, and stay at their first steps.
      const failpoint = await installFailpoint(system.database, {
        table: 'workout_steps',
        when: `${BY_WORKER} and new.state = 'succeeded'`,
        mode: { kind: 'throw', sqlState: '55P03' },
      });
      const load = startLoad({
        requester: createRequester(system),
        random: context.random.fork(`round ${round}`),
        name: `round${round}`,
        athletes: 50,
        clients: 16,
        wishes: Math.round(unfinished * 1.4),
      });
      await load.done;
      await need('start of everything', async () => (await readBacklog(system)).outbox === 0, {
        limitMs: 60_000,
      });
      const { workouts } = await readBacklog(system);
      if (workouts < unfinished * 0.9)
        system.findings.add('vacuous', `only ${workouts} workouts were unfinished`);
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
