import { setTimeout as delay } from 'node:timers/promises';
import { startPgBouncer, whyNoPgBouncer } from '../../support/pgbouncer.ts';
import type { Window } from '../harness/checks/answers.ts';
import { injectOutage } from '../harness/outage.ts';
import type { Scenario } from '../harness/scenario.ts';
import type { Servers } from '../harness/servers.ts';

export const poolerRestarted: Scenario = {
  id: '26',
  breaks: 'PgBouncer in session mode SIGKILLed under load: started again at once, or 10 s away',
  holds: 'none is lost, streams go on; only 202 and 503; done within 35 s of its return',
  size: { quick: 2, full: 5 },
  acknowledgedInWindows: { quick: 10, full: 50 },
  cannotRun: whyNoPgBouncer,
  async run(context) {
    const { servers } = context;
    const pooler = await startPgBouncer(servers.postgres.current().databaseUrl, 'session');
    const behindPooler: Servers = {
      ...servers,
      createDatabase: async (name) =>
        pooler.urlOf(new URL(await servers.createDatabase(name)).pathname.slice(1)),
    };
    try {
      const system = await context.start({ servers: behindPooler });
      const databaseAway: Window[] = [];
      for (let round = 0; round < context.size; round += 1) {
        const { window } = await injectOutage(context, system, {
          begin: () => pooler.kill(),
          end: async () => {
            await pooler.start();
            // The first moments after its return belong to the fault.
            await delay(500);
          },
          awayMs: round % 2 === 0 ? 500 : 10_000,
          recoveryLimitMs: 35_000,
        });
        databaseAway.push(window);
      }
      await context.check(system, { databaseAway });
      await system.stop();
    } finally {
      await pooler.stop();
    }
  },
};
