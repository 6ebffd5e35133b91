import { createRequester } from '../harness/requester.ts';
import type { Scenario } from '../harness/scenario.ts';
import { aWorkout } from '../harness/random-requests.ts';

const AT_ONCE = 100;

export const equalRequests: Scenario = {
  id: '13',
  breaks: '100 equal POSTs at once, for each of 100 keys',
  holds: '100 workouts; each key is answered with one id, always',
  size: { quick: 1000, full: 10_000 },
  async run(context) {
    const system = await context.start({ apis: 2 });
    const requester = createRequester(system);
    const keys = context.size / AT_ONCE;
    for (let key = 1; key <= keys; key += 1) {
      const athleteId = `athlete-${key % 20}`;
      const request = {
        operation: key,
        kind: 'save',
        key: `equal-${key}`,
        athleteId,
        body: aWorkout(context.random, athleteId),
      } as const;
      const replies = await Promise.all(
        Array.from({ length: AT_ONCE }, () => requester.sendUntilAnswered(request)),
      );
      const granted = replies.filter((reply) => reply.outcome === 'ok');
      context.hit(granted.length);
    }
    await context.check(system);
    const [row] = await system.database.ask<{ workouts: number }>(
      `select count(*)::int as workouts from workouts`,
    );
    if (row!.workouts !== keys)
      system.findings.add('duplicates', `${row!.workouts} workouts for ${keys} keys`);
  },
};
