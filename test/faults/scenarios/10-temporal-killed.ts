import type { Scenario, ScenarioContext } from '../harness/scenario.ts';
import { injectOutage, type OutageReport } from '../harness/outage.ts';

export const temporalKilled: Scenario = {
  id: '10',
  breaks: 'Temporal SIGKILLed under load, 30 s away, same file',
  holds: 'every answer is a 202, p99 of 300 ms meanwhile; done within 45 s of its return',
  size: { quick: 1, full: 10 },
  acknowledgedInWindows: { quick: 100, full: 1000 },
  async run(context) {
    const system = await context.start();
    for (let round = 0; round < context.size; round += 1) {
      const report = await injectOutage(context, system, {
        begin: () => system.servers.temporal.signal('SIGKILL'),
        end: () => system.servers.temporal.start(),
        awayMs: context.isQuick ? 12_000 : 30_000,
        recoveryLimitMs: 45_000,
      });
      expectCalm(context, report);
      context.note(`p99 ${report.before.p99} ms before, ${report.during.p99} ms while Temporal was away`);
    }
    await context.check(system);
  },
};

const LIMIT_MS = 300;

/** On a machine that is slow anyway an outage must not make it slower. */
export function expectCalm({ late }: ScenarioContext, { before, during }: OutageReport): void {
  if (during.p99 > Math.max(LIMIT_MS, 2 * before.p99))
    late('http', `p99 was ${during.p99} ms meanwhile, and ${before.p99} ms before`);
}
