import { setTimeout as delay } from 'node:timers/promises';
import { watchCommits, type AtCommit } from './commit-watch.ts';
import { BY_API, installFailpoint } from './failpoints.ts';
import type { Random } from './random.ts';
import type { System } from './system.ts';
import { need } from './waiting.ts';

/** A place on the way of a request through the API. */
export interface Moment {
  name: string;
  /** From now on requests stop there. */
  arm(): Promise<void>;
  /** Resolves when some stand there. */
  reached(): Promise<unknown>;
  /** After the kill. */
  disarm(): Promise<void>;
}

const STANDING = 4;
/** Two transactions of saves stand; the saves that come meanwhile stand behind them. */
const HELD = 2;
const WAIT = { limitMs: 60_000, everyMs: 10 };

/** The moments at which a killed API leaves most doubt. It needs lines to PostgreSQL and to Temporal. */
export async function apiMoments(system: System, random: Random): Promise<Moment[]> {
  return [
    await beforeCommit(system),
    afterCommit(system),
    beforeStart(system),
    await afterStart(system),
    { name: 'anywhere', arm: none, reached: () => delay(200 + random.integer(1200)), disarm: none },
  ];
}

const none = async (): Promise<void> => {};

async function beforeCommit({ database }: System): Promise<Moment> {
  const failpoint = await installFailpoint(database, {
    table: 'workouts',
    // A save, an edit or a deletion; the dispatcher's claims write a workflow id.
    when: `${BY_API} and new.workflow_id is null`,
    mode: { kind: 'hold' },
  });
  await failpoint.heal();
  return {
    name: 'before the commit',
    arm: failpoint.arm,
    reached: () => need('held request', async () => (await failpoint.held()) >= HELD, WAIT),
    disarm: failpoint.heal,
  };
}

/** Committed, and neither the API nor its client know. */
function afterCommit(system: System): Moment {
  let fate: AtCommit = 'pass';
  const line = system.line('api-postgres');
  const watch = watchCommits(line, () => fate);
  let before = 0;
  return {
    name: 'after the commit',
    async arm() {
      before = watch.commits();
      fate = 'hold-answer';
    },
    reached: () => need('commit', () => watch.commits() - before >= STANDING, WAIT),
    async disarm() {
      fate = 'pass';
      line.reset();
    },
  };
}

/** Claimed, and the start is on its way to a Temporal that never hears of it: a worker's takes no half a second. */
function beforeStart(system: System): Moment {
  const line = system.line('api-temporal');
  const isStanding = async (): Promise<boolean> => {
    const rows = await system.database.ask(
      `select
       from executions
       where start_due_at is not null and claimed_at < clock_timestamp() - interval '500 ms'`,
    );
    return rows.length > 0;
  };
  return {
    name: 'before the start',
    arm: async () => line.setBlackHole(true),
    reached: () => need('start that is under way', isStanding, WAIT),
    async disarm() {
      line.reset();
      line.setBlackHole(false);
    },
  };
}

/** Started, and the table still says that it is to be. */
async function afterStart({ database }: System): Promise<Moment> {
  const failpoint = await installFailpoint(database, {
    table: 'executions',
    on: 'update',
    when: `${BY_API} and old.start_due_at is not null and new.start_due_at is null`,
    mode: { kind: 'hold' },
  });
  await failpoint.heal();
  return {
    name: 'after the start',
    arm: failpoint.arm,
    reached: () => need('start', async () => (await failpoint.held()) >= 1, WAIT),
    async disarm() {
      await failpoint.endHeld();
      await failpoint.heal();
    },
  };
}
