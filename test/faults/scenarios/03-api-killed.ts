import { setTimeout as delay } from 'node:timers/promises';
import type { Window } from '../harness/checks/answers.ts';
import { untilDrained } from '../harness/checks/settled.ts';
import { startLoad } from '../harness/load.ts';
import { createRequester } from '../harness/requester.ts';
import type { Scenario } from '../harness/scenario.ts';
import { apiMoments } from '../harness/api-moments.ts';

export const apiKilled: Scenario = {
  id: '3',
  breaks: 'the API SIGKILLed before and after the commit, the start',
  holds: 'what became of each request is found out by its key',
  size: { quick: 5, full: 100 },
  async run(context) {
    const system = await context.start({ lines: ['api-postgres', 'api-temporal'] });
    const api = system.apis[0]!;
    const moments = await apiMoments(system, context.random);
    const apiAway: Window[] = [];
    for (let round = 0; round < context.size; round += 1) {
      const moment = moments[round % moments.length]!;
      await untilDrained(system, 60_000);
      system.follow(`round${round}`);
      await moment.arm();
      const load = startLoad({
        requester: createRequester(system),
        random: context.random.fork(`round ${round}`),
        name: `round${round}`,
        athletes: 8,
        clients: 12,
        perSecond: 3,
      });
      await moment.reached();
      const from = Date.now();
      await api.kill();
      await moment.disarm();
      await api.start();
      apiAway.push({ from, to: Date.now() });
      await delay(300);
      await load.stop();
      context.hit();
    }
    context.note(`killed in rotation: ${moments.map(({ name }) => name).join(', ')}`);
    await context.check(system, { apiAway });
  },
};
