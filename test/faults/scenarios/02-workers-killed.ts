import type { Scenario } from '../harness/scenario.ts';
import { injectOutage } from '../harness/outage.ts';
import { expectRepeatedSteps } from '../harness/vacuity.ts';

export const workersKilled: Scenario = {
  id: '2',
  breaks: 'all workers SIGKILLed under load, 30 s away',
  holds: 'no request notices; the backlog is drained within 60 s of their return',
  size: { quick: 1, full: 3 },
  acknowledgedInWindows: { quick: 100, full: 1000 },
  async run(context) {
    const system = await context.start({ workers: 2 });
    for (let round = 0; round < context.size; round += 1) {
      await injectOutage(context, system, {
        begin: async () => void (await Promise.all(system.workers.map((worker) => worker.kill()))),
        end: async () => void (await Promise.all(system.workers.map((worker) => worker.start()))),
        awayMs: context.isQuick ? 6000 : 30_000,
        recoveryLimitMs: 60_000,
      });
    }
    await expectRepeatedSteps(system);
    await context.check(system);
  },
};
