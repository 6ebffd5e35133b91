import { setTimeout as delay } from 'node:timers/promises';
import { injectOutage } from '../harness/outage.ts';
import type { Scenario } from '../harness/scenario.ts';
import { expectRepeatedSteps } from '../harness/vacuity.ts';

export const sessionsEnded: Scenario = {
  id: '8',
  breaks: 'pg_terminate_backend on every session, each second',
  holds: 'no process ends, no request notices',
  size: { quick: 8, full: 60 },
  acknowledgedInWindows: { quick: 100, full: 1000 },
  async run(context) {
    const system = await context.start();
    let isOver = false;
    let ending: Promise<void> = Promise.resolve();
    const endEachSecond = async (): Promise<void> => {
      while (!isOver) {
        const ended = await system.database.ask(
          `select pg_terminate_backend(pid)
           from pg_stat_activity
           where datname = current_database() and application_name like 'afterburn-%'`,
        );
        if (ended.length > 0) context.hit();
        await delay(1000);
      }
    };
    await injectOutage(context, system, {
      begin: async () => {
        ending = endEachSecond();
      },
      end: async () => {
        isOver = true;
        await ending;
      },
      awayMs: (context.size + 1) * 1000,
      recoveryLimitMs: 45_000,
    });
    await expectRepeatedSteps(system);
    await context.check(system);
  },
};
