import { readFileSync } from 'node:fs';
import path from 'node:path';
import { untilDrained } from '../harness/checks/settled.ts';
import { createRequester } from '../harness/requester.ts';
import type { Scenario } from '../harness/scenario.ts';
import { aWorkout } from '../harness/random-requests.ts';

const AT_ONCE = 64;

export const oneAthlete: Scenario = {
  id: '15',
  breaks: '64 workouts of one athlete at once, and of 64 athletes on one board',
  holds: 'no conflict and no deadlock reaches a caller; every step succeeds',
  size: { quick: 2, full: 50 },
  async run(context) {
    const system = await context.start({ workers: 2 });
    const requester = createRequester(system);
    let operation = 0;
    const save = (athleteId: string) => {
      operation += 1;
      const body = { ...aWorkout(context.random, athleteId), sport: 'run' };
      return requester.attempt({ operation, kind: 'save', key: `at-once-${operation}`, athleteId, body });
    };
    for (let round = 0; round < context.size; round += 1) {
      const athletes = Array.from({ length: AT_ONCE }, (_, number) => `athlete-${number}`);
      const replies = await Promise.all([
        ...athletes.map(() => save('one-for-all')),
        ...athletes.map((athleteId) => save(athleteId)),
      ]);
      const strange = replies.filter(({ status }) => status !== 202 && status !== 409);
      for (const { status, error } of strange)
        system.findings.add('http', `answered with ${status ?? error}`);
      context.hit();
      context.recovered(await untilDrained(system, 60_000), 60_000);
    }
    const log = readFileSync(path.join(system.servers.folder, 'logs', 'postgres.log'), 'utf8');
    context.note(`${log.split('deadlock detected').length - 1} deadlocks in PostgreSQL's log`);
    await context.check(system);
  },
};
