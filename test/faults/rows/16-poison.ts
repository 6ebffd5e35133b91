import { STEPS, type StepName } from '../../../src/domain/steps.ts';
import { untilDrained } from '../harness/checks/settled.ts';
import { BY_WORKER, installFailpoint } from '../harness/failpoints.ts';
import { startLoad, SAVES_ONLY } from '../harness/load.ts';
import { createRequester } from '../harness/requester.ts';
import type { Row, RowContext } from '../harness/row.ts';
import type { System } from '../harness/system.ts';
import { aWorkout } from '../harness/wishes.ts';

/**
 * How a step fails at a poisoned workout: with bad data, or with an unknown error. A step that hangs is retried for a day;
 * scenarios 22 and points have it.
 */
const POISONS = {
  permanent: { kind: 'throw', sqlState: '22003' },
  unknown: { kind: 'throw', sqlState: 'P0001' },
} as const;
type Poison = keyof typeof POISONS;

export const poison: Row = {
  id: '16',
  breaks: 'a step always throws for 1 % of the workouts; alone and inside batches',
  holds: 'the other steps and workouts are done; the state names the step',
  size: { quick: 6, full: 300 },
  async run(context) {
    const system = await context.start({ startWorkers: false });
    const poisons = Object.keys(POISONS) as Poison[];
    for (const { name } of STEPS) for (const each of poisons) await poisonStep(system, name, each);
    const mayFail = new Set<string>();
    // The list grows with it: 1 % is poisoned where workouts come in batches.
    const perRound = context.isQuick ? 6 : 30;
    for (let round = 0; round * perRound < context.size; round += 1) {
      const isBatch = round % 2 === 0;
      if (isBatch && system.workers[0]!.isUp()) await system.workers[0]!.terminate();
      const others = (wishes: number, part: string): Promise<void> =>
        startLoad({
          requester: createRequester(system),
          random: context.random.fork(`round ${round} ${part}`),
          name: `round${round}${part}`,
          athletes: 100,
          clients: 16,
          wishes,
          mix: SAVES_ONLY,
        }).done;
      // So many are waiting then that what comes next is left to a batch.
      if (isBatch) await others(100, 'first');
      const poisoned = await savePoisoned(context, system, { round, count: perRound });
      poisoned.forEach(({ id }) => mayFail.add(id));
      await others(isBatch ? 100 * perRound - 100 : 20, 'then');
      if (!system.workers[0]!.isUp()) await system.workers[0]!.start();
      context.recovered(await untilDrained(system, 600_000));
      for (const each of poisoned) await expectNamed(system, each);
      context.hit(poisoned.length);
    }
    await context.check(system, { mayFail });
  },
};

const marker = (step: string, kind: Poison): string => `${kind} poison for ${step}`;

async function poisonStep({ database }: System, step: StepName, kind: Poison): Promise<void> {
  await installFailpoint(database, {
    table: 'workout_steps',
    when: `${BY_WORKER} and new.name = '${step}' and new.state = 'succeeded'
      and exists (select from workouts w where w.workout_id = new.workout_id and w.title = '${marker(step, kind)}')`,
    mode: POISONS[kind],
  });
}

interface Poisoned {
  id: string;
  step: StepName;
  kind: Poison;
}

async function savePoisoned(
  context: RowContext,
  system: System,
  { round, count }: { round: number; count: number },
): Promise<Poisoned[]> {
  const requester = createRequester(system);
  const kinds = Object.keys(POISONS) as Poison[];
  return Promise.all(
    Array.from({ length: count }, async (_, number) => {
      const operation = 1_000_000 + round * count + number;
      const [kind, step] = [kinds[number % kinds.length]!, context.random.pick(STEPS).name];
      const athleteId = `poisoned-${operation}`;
      const { id } = await requester.fulfil({
        operation,
        kind: 'save',
        key: `poison ${operation}`,
        athleteId,
        body: { ...aWorkout(context.random, athleteId), title: marker(step, kind) },
      });
      return { id: id!, step, kind };
    }),
  );
}

/** The step that failed is named, the ones that need it are skipped, all others have succeeded. */
async function expectNamed({ database, findings }: System, { id, step, kind }: Poisoned): Promise<void> {
  const [workout] = await database.ask<{ status: string; steps: Record<string, string> }>(
    `select w.status, jsonb_object_agg(s.name, s.state) as steps
     from workouts w
     left join workout_steps s on s.workout_id = w.workout_id
     where w.workout_id = $1::uuid
     group by w.workout_id`,
    [id],
  );
  const expected = Object.fromEntries(
    STEPS.map(({ name, needs }) => {
      const isSkipped = needs.some((need) => need === step);
      return [name, name === step ? 'failed' : isSkipped ? 'skipped' : 'succeeded'];
    }),
  );
  const isRight =
    workout?.status === 'processed_with_errors' &&
    Object.entries(expected).every(([name, state]) => workout.steps[name] === state);
  if (!isRight) findings.add('lost', `workout ${id}, ${kind} at ${step}, is ${JSON.stringify(workout)}`);
}
