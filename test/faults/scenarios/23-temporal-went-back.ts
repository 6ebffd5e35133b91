import { expectOtherWorkToEnd, requestOtherWork, type OtherWork } from '../harness/other-work.ts';
import { injectOutage } from '../harness/outage.ts';
import type { Scenario } from '../harness/scenario.ts';

export const temporalWentBack: Scenario = {
  id: '23',
  breaks: "Temporal's database replaced by a copy 10 s older, under load",
  holds: 'none is lost, none is done twice; uploads, imports, reports and erasures end within 3 minutes',
  size: { quick: 1, full: 5 },
  acknowledgedInWindows: { quick: 100, full: 1000 },
  async run(context) {
    const system = await context.start({ workers: 2 });
    const { servers } = system;
    for (let round = 0; round < context.size; round += 1) {
      const works: OtherWork[] = [];
      let restore = (): void => {};
      const request = async (when: string): Promise<void> =>
        void works.push(await requestOtherWork(system, `${when}${round}`));
      await request('before');
      const started = await countExecutions(system.temporal.client);
      await injectOutage(context, system, {
        async begin() {
          // A stopped process writes nothing: what is copied is what a power cut would leave.
          await servers.temporal.signal('SIGSTOP');
          restore = servers.copyTemporalDatabase();
          await servers.temporal.signal('SIGCONT');
          await request('after');
        },
        async end() {
          const ahead = await countExecutions(system.temporal.client);
          if (ahead <= started) context.findings.add('vacuous', 'no execution began after the copy');
          await servers.temporal.signal('SIGKILL');
          restore();
          await servers.temporal.start();
        },
        awayMs: BACK_MS,
        recoveryLimitMs: RECOVERY_LIMIT_MS,
      });
      for (const work of works) await expectOtherWorkToEnd(system, work, RECOVERY_LIMIT_MS);
    }
    await context.check(system);
  },
};

const BACK_MS = 10_000;
/** The reconciler leaves what is unfinished a minute, and looks at it once a minute. */
const RECOVERY_LIMIT_MS = 180_000;

/** Those that Temporal has heard of, ended or not. */
const countExecutions = async (client: {
  workflow: { count(query?: string): Promise<{ count: number }> };
}): Promise<number> => (await client.workflow.count()).count;
