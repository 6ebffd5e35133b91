import { injectOutage } from '../harness/outage.ts';
import type { Scenario } from '../harness/scenario.ts';
import { expectCalm } from './10-temporal-killed.ts';

export const temporalStopped: Scenario = {
  id: '12',
  breaks: 'Temporal SIGSTOPped for 20 s: it accepts and never answers',
  holds: 'every answer is a 202, p99 of 300 ms meanwhile',
  size: { quick: 1, full: 5 },
  acknowledgedInWindows: { quick: 100, full: 1000 },
  async run(context) {
    const system = await context.start();
    const { temporal } = system.servers;
    for (let round = 0; round < context.size; round += 1) {
      const report = await injectOutage(context, system, {
        begin: () => temporal.signal('SIGSTOP'),
        end: () => temporal.signal('SIGCONT'),
        awayMs: context.isQuick ? 8000 : 20_000,
        recoveryLimitMs: 45_000,
      });
      expectCalm(context, report);
      context.note(`p99 ${report.before.p99} ms before, ${report.during.p99} ms while Temporal stood still`);
    }
    await context.check(system);
  },
};
