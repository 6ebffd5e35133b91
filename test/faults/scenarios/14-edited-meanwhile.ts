import { setTimeout as delay } from 'node:timers/promises';
import { STEPS } from '../../../src/domain/steps.ts';
import { untilDrained } from '../harness/checks/settled.ts';
import { BY_WORKER, installFailpoint, type Failpoint } from '../harness/failpoints.ts';
import { createRequester, type Requester } from '../harness/requester.ts';
import type { Scenario, ScenarioContext } from '../harness/scenario.ts';
import type { System } from '../harness/system.ts';
import { until } from '../harness/waiting.ts';
import { aChange, aWorkout } from '../harness/random-requests.ts';

/** What happens to a workout while one of its steps is at work. */
const CHANGES = ['edit', 'edit edit', 'delete', 'edit delete'] as const;

export const editedMeanwhile: Scenario = {
  id: '14',
  breaks: 'edits and a deletion while each step runs',
  holds: "the end state is the newest revision's",
  size: { quick: 24, full: 200 },
  async run(context) {
    const system = await context.start();
    const requester = createRequester(system);
    const failpoints = await holdEachStep(system);
    const rounds = Math.ceil(context.size / (failpoints.length * CHANGES.length));
    for (let round = 0; round < rounds; round += 1) {
      await Promise.all(
        failpoints.map(async (place, column) => {
          for (const [line, change] of CHANGES.entries()) {
            const number = (round * CHANGES.length + line) * failpoints.length + column + 1;
            await changeMeanwhile(context, { ...place, change, number, requester });
          }
        }),
      );
    }
    await untilDrained(system, 60_000);
    await context.check(system);
  },
};

interface Place {
  step: string;
  failpoint: Failpoint;
}

/** Holds a step inside its transaction, for the workouts whose title names it. */
async function holdEachStep({ database }: System): Promise<Place[]> {
  const places: Place[] = [];
  for (const { name } of STEPS) {
    const failpoint = await installFailpoint(database, {
      table: 'workout_steps',
      when: `${BY_WORKER} and new.name = '${name}' and new.state = 'succeeded' and new.revision = 1
        and exists (select from workouts w where w.workout_id = new.workout_id and w.title like '% ${name}')`,
      mode: { kind: 'hold' },
    });
    places.push({ step: name, failpoint });
  }
  const finishing = await installFailpoint(database, {
    table: 'workouts',
    on: 'update',
    when: `${BY_WORKER} and new.status = 'processed' and new.revision = 1 and new.title like '% finishProcessing'`,
    mode: { kind: 'hold' },
  });
  return [...places, { step: 'finishProcessing', failpoint: finishing }];
}

interface Change extends Place {
  change: (typeof CHANGES)[number];
  number: number;
  requester: Requester;
}

async function changeMeanwhile(
  context: ScenarioContext,
  { step, failpoint, change, number, requester }: Change,
) {
  const athleteId = `athlete-${number}`;
  const nextOperation = (): number => number * 10 + (operations += 1);
  let operations = 0;
  const request = { athleteId, key: '' };
  await failpoint.arm();
  const saved = await requester.sendUntilAnswered({
    ...request,
    operation: nextOperation(),
    kind: 'save',
    key: `${number} save`,
    body: { ...aWorkout(context.random, athleteId), title: `${number} ${step}` },
  });
  const isHeld = async (): Promise<boolean> => (await failpoint.held()) >= 1;
  if ((await until(isHeld, { limitMs: 20_000, everyMs: 20 })) === undefined) return;
  let revision = saved.revision!;
  for (const kind of change.split(' ') as ('edit' | 'delete')[]) {
    const reply = requester.sendUntilAnswered({
      ...request,
      operation: nextOperation(),
      kind,
      key: `${number} ${kind} ${revision}`,
      workoutId: saved.id!,
      ifMatch: revision,
      ...(kind === 'edit' ? { body: aChange(context.random) } : {}),
    });
    // It may have to wait for the step, which goes on after this.
    await Promise.race([reply, delay(300)]);
    await failpoint.heal();
    revision = (await reply).revision ?? revision;
  }
  context.hit();
}
