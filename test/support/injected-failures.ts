import { randomBytes } from 'node:crypto';
import { onTestFinished } from 'vitest';
import type { Pool } from '../../src/db/pool.ts';

/** Called by the test, or by its end. */
type Heal = () => Promise<void>;

/**
 * Makes writes to a table fail inside PostgreSQL, where a step's real errors come from: those of some workouts or all,
 * always or the first few times. A sequence counts the times, since no rollback takes it back.
 */
export async function failWrites(
  pool: Pool,
  table: string,
  {
    sqlState,
    workoutIds,
    times,
    when = 'true',
    message = 'injected',
  }: { sqlState: string; workoutIds?: string[]; times?: number; when?: string; message?: string },
): Promise<{ heal: Heal }> {
  const name = `fail_${randomBytes(4).toString('hex')}`;
  const conditions = [
    workoutIds ? `new.workout_id = any('{${workoutIds.join(',')}}'::uuid[])` : 'true',
    when,
    times === undefined ? 'true' : `nextval('${name}') <= ${times}`,
  ];
  const heal = await injectTrigger(
    pool,
    { name, table },
    `if ${conditions.join(' and ')} then
       raise exception '${message}' using errcode = '${sqlState}';
     end if;`,
  );
  return { heal };
}

/** Holds every write to a table until it is let go, so that a test can do something in the middle of a step. */
export async function holdWrites(
  pool: Pool,
  table: string,
  { when = 'true' }: { when?: string } = {},
): Promise<{ reached(): Promise<boolean>; letGo: Heal }> {
  const name = `hold_${randomBytes(4).toString('hex')}`;
  const key = `hashtextextended('${name}', 0)`;
  const holder = await pool.connect();
  await holder.query(`select pg_advisory_lock(${key})`);
  const letHolderGo = once(async () => {
    await holder.query(`select pg_advisory_unlock(${key})`);
    holder.release();
  });
  onTestFinished(letHolderGo);
  const heal = await injectTrigger(
    pool,
    { name, table },
    `if ${when} then perform pg_advisory_xact_lock_shared(${key}); end if;`,
  );
  return {
    async reached() {
      const { rows } = await pool.query<{ waiting: boolean }>(
        `select exists (
           select from pg_locks l
           where l.locktype = 'advisory'
             and not l.granted
             and l.database = (select oid from pg_database where datname = current_database())
         ) as waiting`,
      );
      return rows[0]!.waiting;
    },
    async letGo() {
      await letHolderGo();
      await heal();
    },
  };
}

async function injectTrigger(
  pool: Pool,
  { name, table }: { name: string; table: string },
  body: string,
): Promise<Heal> {
  await pool.query(
    `create sequence ${name};
     create function ${name}() returns trigger language plpgsql as $$ begin ${body} return new; end $$;
     create trigger ${name} before insert or update on ${table} for each row execute function ${name}()`,
  );
  const heal = once(async () => {
    await pool.query(`drop trigger ${name} on ${table}; drop function ${name}(); drop sequence ${name}`);
  });
  onTestFinished(heal);
  return heal;
}

function once(work: () => Promise<void>): Heal {
  let done: Promise<void> | undefined;
  return () => (done ??= work());
}
