import path from 'node:path';
import { injectOutage } from '../harness/outage.ts';
import type { Scenario } from '../harness/scenario.ts';
import { startTemporalCluster, whyNoCluster } from '../harness/temporal-cluster.ts';
import { expectCalm } from './10-temporal-killed.ts';

export const temporalNodeKilled: Scenario = {
  id: '21',
  breaks: 'one of two Temporal servers on PostgreSQL SIGKILLed under load, 20 s away',
  holds: 'none is lost, accepts are not affected; done within 45 s of its return',
  size: { quick: 1, full: 3 },
  acknowledgedInWindows: { quick: 100, full: 1000 },
  isFullOnly: true,
  cannotRun: whyNoCluster,
  async run(context) {
    const folder = path.join(context.servers.folder, `cluster-${Date.now()}`);
    const cluster = await startTemporalCluster(folder, context.log);
    try {
      const system = await context.start({ temporalPort: cluster.port });
      for (let round = 0; round < context.size; round += 1) {
        const node = cluster.nodes[round % cluster.nodes.length]!;
        const report = await injectOutage(context, system, {
          begin: () => node.signal('SIGKILL'),
          end: () => node.start(),
          awayMs: 20_000,
          recoveryLimitMs: 45_000,
        });
        expectCalm(context, report);
        context.note(`p99 ${report.before.p99} ms before, ${report.during.p99} ms with one server`);
      }
      await context.check(system);
      await system.stop();
    } finally {
      await cluster.stop();
    }
  },
};
