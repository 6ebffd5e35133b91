import { STEPS, type StepName } from '../../../src/domain/steps.ts';
import { untilDrained } from '../harness/checks/settled.ts';
import { watchCommits } from '../harness/commit-watch.ts';
import { BY_WORKER, installFailpoint, type Failpoint } from '../harness/failpoints.ts';
import { createRequester } from '../harness/requester.ts';
import type { Scenario, ScenarioContext } from '../harness/scenario.ts';
import type { System } from '../harness/system.ts';
import { until } from '../harness/waiting.ts';
import { aWorkout } from '../harness/random-requests.ts';

/** Failures that happen once and pass by themselves. Scenario 1 kills workers, scenario 16 fails permanently. */
const MODES = {
  'throw before the work': {
    state: 'running',
    at: 'statement',
    mode: { kind: 'throw', sqlState: '58000', times: 1 },
  },
  'throw after the work': {
    state: 'succeeded',
    at: 'statement',
    mode: { kind: 'throw', sqlState: '58000', times: 1 },
  },
  'throw at the commit': {
    state: 'succeeded',
    at: 'commit',
    mode: { kind: 'throw', sqlState: '58000', times: 1 },
  },
  'conflict at the commit': {
    state: 'succeeded',
    at: 'commit',
    mode: { kind: 'throw', sqlState: '40001', times: 1 },
  },
  hang: { state: 'succeeded', at: 'statement', mode: { kind: 'hold', times: 1 } },
} as const;
const EXECUTE_THEN_THROW = 'execute, then throw';

export const eachFailpoint: Scenario = {
  id: 'points',
  breaks:
    'each step, once, in each way: throws before, after, at its commit; hangs; is done and hears of an error',
  holds: 'each is tried again, and has taken effect once',
  size: { quick: STEPS.length * 6, full: STEPS.length * 6 * 4 },
  async run(context) {
    const system = await context.start({ lines: ['worker-postgres'] });
    const cut = new Set<string>();
    const meant = new Map<string, StepName>();
    watchCommits(system.line('worker-postgres'), (statements) => {
      for (const [id, step] of meant) {
        const isIt = statements.includes(id) && statements.includes(step) && statements.includes('succeeded');
        if (!isIt || cut.has(id)) continue;
        cut.add(id);
        context.hit();
        return 'cut-after';
      }
      return 'pass';
    });
    const rounds = context.size / (STEPS.length * 6);
    for (let round = 0; round < rounds; round += 1) {
      // So few at a time that each has an execution of its own: what goes wrong with one meets no other.
      for (const { name } of STEPS) {
        const broken = await breakStep(context, system, { step: name, round, meant });
        await untilEachHit(context, broken);
        context.recovered(await untilDrained(system, 120_000), 60_000);
      }
    }
    await expectSecondAttempts(system);
    await context.check(system);
  },
};

type Broken = Pick<Failpoint, 'hits'>;

/** Saves a workout for each way in which this step is to go wrong. */
async function breakStep(
  context: ScenarioContext,
  system: System,
  { step, round, meant }: { step: StepName; round: number; meant: Map<string, StepName> },
): Promise<Broken[]> {
  const requester = createRequester(system);
  const column = STEPS.findIndex(({ name }) => name === step);
  const names = [...Object.keys(MODES), EXECUTE_THEN_THROW];
  const broken: Broken[] = [];
  for (const [line, name] of names.entries()) {
    const operation = (round * STEPS.length + column) * names.length + line + 1;
    const title = `${operation}: ${name} in ${step}`;
    if (name in MODES) {
      const { state, at, mode } = MODES[name as keyof typeof MODES];
      broken.push(
        await installFailpoint(system.database, {
          table: 'workout_steps',
          when: `${BY_WORKER} and new.name = '${step}' and new.state = '${state}'
            and exists (select from workouts w where w.workout_id = new.workout_id and w.title = '${title}')`,
          at,
          mode,
        }),
      );
    }
    // It may not come to its commit before the line knows which one is meant.
    const gate = await holdStart(system, { step, title });
    const athleteId = `athlete-${operation}`;
    const body = { ...aWorkout(context.random, athleteId), title };
    const { id } = await requester.sendUntilAnswered({
      operation,
      kind: 'save',
      key: `point ${operation}`,
      athleteId,
      body,
    });
    if (name === EXECUTE_THEN_THROW) meant.set(id!, step);
    await gate.heal();
  }
  return broken;
}

const holdStart = ({ database }: System, { step, title }: { step: StepName; title: string }) =>
  installFailpoint(database, {
    table: 'workout_steps',
    when: `${BY_WORKER} and new.name = '${step}' and new.state = 'running'
      and exists (select from workouts w where w.workout_id = new.workout_id and w.title = '${title}')`,
    mode: { kind: 'hold' },
  });

async function untilEachHit(context: ScenarioContext, broken: Broken[]): Promise<void> {
  for (const failpoint of broken) {
    const took = await until(async () => (await failpoint.hits()) > 0, { limitMs: 30_000, everyMs: 100 });
    if (took !== undefined) context.hit();
  }
}

async function expectSecondAttempts({ database, findings }: System): Promise<void> {
  const rows = await database.ask<{ title: string }>(
    `select w.title
     from workouts w
     where not exists (select from workout_steps s where s.workout_id = w.workout_id and s.attempts >= 2)`,
  );
  for (const { title } of rows) findings.add('vacuous', `nothing was tried again: ${title}`);
}
