import { watchCommits, type AtCommit } from '../harness/commit-watch.ts';
import { untilDrained } from '../harness/checks/settled.ts';
import { startLoad } from '../harness/load.ts';
import { createRequester } from '../harness/requester.ts';
import type { Scenario } from '../harness/scenario.ts';
import { need } from '../harness/waiting.ts';
import { expectRepeatedSteps } from '../harness/vacuity.ts';

/** One commit in so many. */
const EVERY = 12;

export const cutAtCommit: Scenario = {
  id: '9',
  breaks: 'the connection to PostgreSQL cut exactly at COMMIT: before it arrives, and behind it',
  holds: 'each transaction takes effect once, also when repeated',
  size: { quick: 30, full: 200 },
  acknowledgedInWindows: { quick: 100, full: 1000 },
  async run(context) {
    const system = await context.start({ lines: ['api-postgres', 'worker-postgres'] });
    const random = context.random.fork('fates');
    const cuts = { api: { before: 0, after: 0 }, worker: { before: 0, after: 0 } };
    let isOver = false;
    for (const program of ['api', 'worker'] as const) {
      let commits = random.integer(EVERY);
      watchCommits(system.line(`${program}-postgres`), (): AtCommit => {
        commits += 1;
        if (isOver || commits % EVERY !== 0) return 'pass';
        const when = random.pick(['before', 'after'] as const);
        cuts[program][when] += 1;
        context.hit();
        return `cut-${when}`;
      });
    }
    const from = Date.now();
    system.follow('cut');
    const load = startLoad({
      requester: createRequester(system),
      random: context.random,
      name: 'cut',
      athletes: 40,
      clients: 12,
      perSecond: 40,
    });
    const count = (): number => Object.values(cuts).reduce((sum, each) => sum + each.before + each.after, 0);
    await need(`${context.size} cuts`, () => count() >= context.size, { limitMs: 600_000 });
    context.window({ from, to: Date.now() });
    isOver = true;
    await load.stop();
    context.recovered(await untilDrained(system, 60_000), 60_000);
    context.note(
      `cut before and behind COMMIT: API ${cuts.api.before} and ${cuts.api.after}, ` +
        `worker ${cuts.worker.before} and ${cuts.worker.after}`,
    );
    await expectRepeatedSteps(system);
    await context.check(system);
  },
};
