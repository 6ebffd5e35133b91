import { createHash } from 'node:crypto';
import { STEPS } from '../../../src/domain/steps.ts';
import { BY_WORKER, installFailpoint, type Failpoint } from './failpoints.ts';
import type { Random } from './random.ts';
import type { Requester } from './requester.ts';
import type { System } from './system.ts';
import { aRecording, aWorkout } from './random-requests.ts';

/** An activity that can be stopped for a subject of its own, so that many can stand at once. */
export interface KillableActivity {
  name: string;
  /** Before its transaction does anything; absent where there is nothing to stop at. */
  before?: Failpoint;
  /** In the middle of its transaction. */
  in: Failpoint;
  /** Asks for something that only this activity will be stopped at. @returns its id */
  begin(by: { requester: Requester; random: Random; round: number }): Promise<string>;
  /** Whether what it does for this subject is committed. */
  isCommitted(id: string): Promise<boolean>;
}

/** Each activity behind a save and an upload. */
export async function killableActivities(system: System): Promise<KillableActivity[]> {
  const steps = await Promise.all(STEPS.map(({ name }) => stepActivity(system, name)));
  return [...steps, await finishing(system), await reading(system)];
}

async function stepActivity(system: System, name: string): Promise<KillableActivity> {
  const at = (state: string): string =>
    `${BY_WORKER} and new.name = '${name}' and new.state = '${state}'
     and exists (select from workouts w where w.workout_id = new.workout_id and w.title like '% ${name}')`;
  const point = (state: string) => holdAt(system, { table: 'workout_steps', when: at(state) });
  return {
    name,
    before: await point('running'),
    in: await point('succeeded'),
    begin: (by) => saveFor(name, by),
    isCommitted: (id) =>
      holds(
        system,
        `select from workout_steps where workout_id = $1::uuid and name = '${name}' and state = 'succeeded'`,
        id,
      ),
  };
}

async function finishing(system: System): Promise<KillableActivity> {
  const name = 'finishProcessing';
  return {
    name,
    in: await holdAt(system, {
      table: 'workouts',
      when: `${BY_WORKER} and new.status = 'processed' and new.title like '% ${name}'`,
    }),
    begin: (by) => saveFor(name, by),
    isCommitted: (id) =>
      holds(system, `select from workouts where workout_id = $1::uuid and status = 'processed'`, id),
  };
}

async function reading(system: System): Promise<KillableActivity> {
  const at = (status: string): string => `${BY_WORKER} and new.status = '${status}'`;
  return {
    name: 'readRecording',
    before: await holdAt(system, { table: 'uploads', when: at('processing') }),
    in: await holdAt(system, { table: 'uploads', when: at('processed') }),
    async begin({ requester, random, round }) {
      const file = aRecording(random);
      const reply = await requester.sendUntilAnswered({
        operation: nextOperation(),
        kind: 'upload',
        athleteId: `reader-${round}`,
        key: createHash('sha256').update(`reader-${round}${file}`).digest('hex'),
        body: { file },
      });
      return reply.id!;
    },
    isCommitted: (id) =>
      holds(system, `select from uploads where upload_id = $1::uuid and status = 'processed'`, id),
  };
}

async function holdAt(
  { database }: System,
  { table, when }: { table: string; when: string },
): Promise<Failpoint> {
  const failpoint = await installFailpoint(database, { table, when, mode: { kind: 'hold' } });
  await failpoint.heal();
  return failpoint;
}

async function saveFor(
  activity: string,
  { requester, random, round }: { requester: Requester; random: Random; round: number },
): Promise<string> {
  const athleteId = `${activity}-${round}`;
  const operation = nextOperation();
  const body = { ...aWorkout(random, athleteId), title: `Interrupted in ${activity}` };
  const reply = await requester.sendUntilAnswered({
    operation,
    kind: 'save',
    key: `interrupted ${operation}`,
    athleteId,
    body,
  });
  return reply.id!;
}

async function holds({ database }: System, query: string, id: string): Promise<boolean> {
  return (await database.ask(query, [id])).length > 0;
}

let operations = 0;
const nextOperation = (): number => (operations += 1);
