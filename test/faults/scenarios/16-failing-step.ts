import { STEPS, type StepName } from '../../../src/domain/steps.ts';
import { untilDrained } from '../harness/checks/settled.ts';
import { BY_WORKER, installFailpoint, type Failpoint } from '../harness/failpoints.ts';
import { startLoad, SAVES_ONLY } from '../harness/load.ts';
import { createRequester } from '../harness/requester.ts';
import type { Scenario, ScenarioContext } from '../harness/scenario.ts';
import type { System } from '../harness/system.ts';
import { aWorkout } from '../harness/random-requests.ts';

/**
 * How a step fails for a workout: with bad data, or with an unknown error. A step that hangs is retried for a day; scenarios
 * 22 and points cover it.
 */
const FAILURES = {
  permanent: { kind: 'throw', sqlState: '22003' },
  unknown: { kind: 'throw', sqlState: 'P0001' },
} as const;
type FailureKind = keyof typeof FAILURES;

export const failingStep: Scenario = {
  id: '16',
  breaks: 'a step always throws for 1 % of the workouts; alone and inside batches',
  holds:
    'the other steps and workouts are done; the state names the step; attempts are as many as the failure policy allows',
  size: { quick: 6, full: 300 },
  async run(context) {
    const system = await context.start({ startWorkers: false });
    const kinds = Object.keys(FAILURES) as FailureKind[];
    const failpoints = new Map<string, Failpoint>();
    for (const { name } of STEPS)
      for (const each of kinds) failpoints.set(marker(name, each), await failStep(system, name, each));
    const allFailing: FailingWorkout[] = [];
    // Batches grow with it, so that a step fails for 1 % of their workouts.
    const perRound = context.isQuick ? 6 : 30;
    for (let round = 0; round * perRound < context.size; round += 1) {
      const isBatch = round % 2 === 0;
      if (isBatch && system.workers[0]!.isUp()) await system.workers[0]!.terminate();
      const others = (requests: number, part: string): Promise<void> =>
        startLoad({
          requester: createRequester(system),
          random: context.random.fork(`round ${round} ${part}`),
          name: `round${round}${part}`,
          athletes: 100,
          clients: 16,
          requests,
          mix: SAVES_ONLY,
        }).done;
      // Enough workouts wait then that the next ones go to a batch.
      if (isBatch) await others(100, 'first');
      const failing = await saveFailing(context, system, { round, count: perRound });
      allFailing.push(...failing);
      await others(isBatch ? 100 * perRound - 100 : 20, 'then');
      if (!system.workers[0]!.isUp()) await system.workers[0]!.start();
      context.recovered(await untilDrained(system, 600_000));
      for (const each of failing) await expectNamed(system, each);
      context.hit(failing.length);
    }
    context.note(await expectAttempts(system, failpoints, allFailing));
    await context.check(system, { mayFail: new Set(allFailing.map(({ id }) => id)) });
  },
};

const marker = (step: string, kind: FailureKind): string => `${kind} failure of ${step}`;

const failStep = ({ database }: System, step: StepName, kind: FailureKind): Promise<Failpoint> =>
  installFailpoint(database, {
    table: 'workout_steps',
    when: `${BY_WORKER} and new.name = '${step}' and new.state = 'succeeded'
      and exists (select from workouts w where w.workout_id = new.workout_id and w.title = '${marker(step, kind)}')`,
    mode: FAILURES[kind],
  });

interface FailingWorkout {
  id: string;
  step: StepName;
  kind: FailureKind;
}

async function saveFailing(
  context: ScenarioContext,
  system: System,
  { round, count }: { round: number; count: number },
): Promise<FailingWorkout[]> {
  const requester = createRequester(system);
  const kinds = Object.keys(FAILURES) as FailureKind[];
  return Promise.all(
    Array.from({ length: count }, async (_, number) => {
      const operation = 1_000_000 + round * count + number;
      const [kind, step] = [kinds[number % kinds.length]!, context.random.pick(STEPS).name];
      const athleteId = `failing-${operation}`;
      const { id } = await requester.sendUntilAnswered({
        operation,
        kind: 'save',
        key: `failing ${operation}`,
        athleteId,
        body: { ...aWorkout(context.random, athleteId), title: marker(step, kind) },
      });
      return { id: id!, step, kind };
    }),
  );
}

/** Expects the named step to have failed, the steps that need it to be skipped, and all others to have succeeded. */
async function expectNamed(
  { database, findings }: System,
  { id, step, kind }: FailingWorkout,
): Promise<void> {
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

/** Failed attempts until a step stops retrying a workout alone, and a part of a list (docs/architecture.md). */
const POLICY = { permanent: { alone: 1, inAList: 1 }, unknown: { alone: 8, inAList: 2 } } as const;

/** Expects as many failed attempts of each kind at each step as the failure policy allows. */
async function expectAttempts(
  { database, findings }: System,
  failpoints: ReadonlyMap<string, Failpoint>,
  failing: readonly FailingWorkout[],
): Promise<string> {
  const rows = await database.ask<{ id: string; listed: number }>(
    `with lists as (
       select workout_id, count(*) over (partition by workflow_id)::int as listed
       from workouts
     )
     select workout_id as id, listed
     from lists
     where workout_id = any($1::uuid[])`,
    [failing.map(({ id }) => id)],
  );
  const listedWith = new Map(rows.map(({ id, listed }) => [id, listed]));
  let attempts = 0;
  for (const [name, failpoint] of failpoints) {
    const allowed = failing
      .filter(({ step, kind }) => marker(step, kind) === name)
      .map(({ id, kind }) => allowedAttempts(kind, listedWith.get(id)!));
    const sum = (of: 'least' | 'most'): number => allowed.reduce((total, each) => total + each[of], 0);
    const hits = await failpoint.hits();
    attempts += hits;
    const sentence = `${name}: ${hits} attempts failed; the policy allows ${sum('least')} to ${sum('most')}`;
    if (hits < sum('least')) findings.add('lost', sentence);
    if (hits > sum('most')) findings.add('stuck', sentence);
  }
  return `${attempts} attempts failed for ${failing.length} workouts`;
}

/** In a list, a part that fails is halved until the workout is alone, and it is tried once more at the end. */
function allowedAttempts(kind: FailureKind, listed: number): { least: number; most: number } {
  const { alone, inAList } = POLICY[kind];
  if (listed === 1) return { least: alone, most: alone };
  return { least: 2, most: inAList + Math.ceil(Math.log2(listed)) + 1 };
}
