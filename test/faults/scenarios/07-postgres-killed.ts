import { setTimeout as delay } from 'node:timers/promises';
import type { Window } from '../harness/checks/answers.ts';
import type { Scenario } from '../harness/scenario.ts';
import { injectOutage } from '../harness/outage.ts';

export const postgresKilled: Scenario = {
  id: '7',
  breaks: 'PostgreSQL SIGKILLed under load: started again at once, or 30 s away',
  holds: 'no Node process dies; only 202 and 503; done within 35 s of its return',
  size: { quick: 2, full: 10 },
  acknowledgedInWindows: { quick: 10, full: 100 },
  async run(context) {
    const system = await context.start();
    const databaseAway: Window[] = [];
    for (let round = 0; round < context.size; round += 1) {
      const isLong = round % 2 === 1;
      const { window } = await injectOutage(context, system, {
        begin: () => system.servers.postgres.signal('SIGKILL'),
        end: async () => {
          await system.servers.postgres.start();
          // The first moments after its return belong to the fault.
          await delay(500);
        },
        awayMs: isLong ? (context.isQuick ? 8000 : 30_000) : 500,
        recoveryLimitMs: 35_000,
      });
      databaseAway.push(window);
    }
    await context.check(system, { databaseAway });
  },
};
