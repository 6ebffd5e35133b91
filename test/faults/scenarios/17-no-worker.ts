import { untilDrained } from '../harness/checks/settled.ts';
import { SAVES_ONLY, startLoad } from '../harness/load.ts';
import { createRequester } from '../harness/requester.ts';
import type { Scenario } from '../harness/scenario.ts';

export const noWorker: Scenario = {
  id: '17',
  breaks: '10,000 saves with no worker, then a worker',
  holds: '10,000 × 202; then drained faster than one by one',
  size: { quick: 1500, full: 10_000 },
  async run(context) {
    const system = await context.start({ startWorkers: false });
    const { size } = context;
    const requester = createRequester(system);
    const start = performance.now();
    await startLoad({
      requester,
      random: context.random,
      name: 'waiting',
      athletes: size / 10,
      clients: 32,
      requests: size,
      mix: SAVES_ONLY,
    }).done;
    const savingMs = performance.now() - start;
    const lines = await system.history.read();
    context.hit(
      lines.filter((line) => line.line === 'answered' && line.kind === 'save' && line.status === 202).length,
    );
    const worker = system.workers[0]!;
    await worker.start();
    const drainingMs = await untilDrained(system, 120_000);
    context.recovered(drainingMs);
    const perSecond = (milliseconds: number): string => ((size * 1000) / milliseconds).toFixed(0);
    context.note(
      `${size} saves at ${perSecond(savingMs)} a second, drained at ${perSecond(drainingMs)} a second once a worker was up`,
    );
    if (drainingMs > (size / SLOWEST_PER_SECOND) * 1000 + STARTING_MS)
      context.late('stuck', `${size} workouts took ${(drainingMs / 1000).toFixed(1)} s to drain`);
    await context.check(system);
  },
};

/** An execution for each would drain 35 to 50 a second on two cores. */
const SLOWEST_PER_SECOND = 100;
/** What the API had started by itself goes one by one, before or beside the batches. */
const STARTING_MS = 20_000;
