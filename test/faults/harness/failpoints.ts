import { need } from './waiting.ts';
import type { Database } from './database.ts';

/**
 * Faults inside PostgreSQL, where our own code stands at a known place: a trigger on the table that is being written.
 * Nothing in src knows of them.
 */
export interface Failpoint {
  /** How often it was reached; no rollback takes that back. */
  hits(): Promise<number>;
  /** Until it was reached so often. */
  reached(times: number, limitMs?: number): Promise<void>;
  /** How many stand here now. */
  held(): Promise<number>;
  /** Lets those go that are held here, and does nothing to anybody from now on. */
  heal(): Promise<void>;
  /** Is there again, after it was healed. */
  arm(): Promise<void>;
  /** Ends the sessions that stand here: what their killed process had begun is rolled back. */
  endHeld(): Promise<void>;
}

interface FailpointOptions {
  table: string;
  on?: 'insert' | 'update' | 'delete' | 'insert or update';
  /** SQL over `new`, `old` and the session: who is meant. */
  when?: string;
  /** At the statement, or as the last thing in the transaction's commit. */
  at?: 'statement' | 'commit';
  mode: Mode;
}

export type Mode =
  /** Stands still until it is let go, or PostgreSQL ends the transaction after 7 s; `times`: only so often. */
  | { kind: 'hold'; times?: number }
  /** Holds one session at a time; the others pass. */
  | { kind: 'hold one' }
  /** Fails with this SQLSTATE; `times`: only so often. */
  | { kind: 'throw'; sqlState: string; times?: number }
  /** Takes this much longer, and fails where PostgreSQL ends the transaction meanwhile. */
  | { kind: 'slow'; seconds: number }
  /** Only counts. */
  | { kind: 'count' };

let numbers = 0;
/** Marks the advisory locks of those who are held, so that they can be counted. */
const HELD = 77_001;

/** Who is writing, as the pools name themselves. */
export const BY_WORKER = `current_setting('application_name') like 'afterburn-worker:%'`;
export const BY_API = `current_setting('application_name') = 'afterburn-api'`;

export async function installFailpoint(database: Database, options: FailpointOptions): Promise<Failpoint> {
  const { table, on = 'insert or update', when = 'true', at = 'statement', mode } = options;
  const number = ++numbers;
  const name = `fault_${number}`;
  const counter = `${name}_hits`;
  const timing =
    at === 'commit'
      ? `create constraint trigger ${name} after ${on} on ${table} deferrable initially deferred`
      : `create trigger ${name} before ${on} on ${table}`;
  // Several are installed at once, and `if not exists` alone does not stand that.
  await database.ask(`
    do $$ begin
      create table active_faults (name text primary key);
    exception when duplicate_table or unique_violation then null;
    end $$`);
  const arm = async (): Promise<void> => {
    await database.ask(`insert into active_faults values ($1::text) on conflict do nothing`, [name]);
  };
  await arm();
  await database.ask(`create sequence ${counter}`);
  await database.ask(`
    create function ${name}() returns trigger language plpgsql as $$
    declare
      hit bigint;
    begin
      if ${isActive(name)} and (${when}) then
        hit := nextval('${counter}');
        ${bodyOf(mode, { name, number })}
      end if;
      return coalesce(new, old);
    end $$`);
  await database.ask(`${timing} for each row execute function ${name}()`);
  const hits = async (): Promise<number> => {
    const [row] = await database.ask<{ hits: number }>(
      `select case when is_called then last_value else 0 end::int as hits from ${counter}`,
    );
    return row!.hits;
  };
  const heal = async (): Promise<void> => {
    await database.ask(`delete from active_faults where name = $1::text`, [name]);
  };
  const held = async (): Promise<number[]> => {
    const rows = await database.ask<{ pid: number }>(
      `select pid
       from pg_locks
       where locktype = 'advisory' and classid = ${HELD} and objid = ${number}
         and database = (select oid from pg_database where datname = current_database())`,
    );
    return rows.map((row) => row.pid);
  };
  return {
    hits,
    heal,
    arm,
    held: async () => (await held()).length,
    async endHeld() {
      for (const pid of await held()) await database.ask('select pg_terminate_backend($1::int)', [pid]);
    },
    reached: async (times, limitMs = 30_000) => {
      await need(`${times} at ${table}`, async () => (await hits()) >= times, { limitMs, everyMs: 20 });
    },
  };
}

const isActive = (name: string): string =>
  `exists (select from active_faults where active_faults.name = '${name}')`;

/** A loop that looks again and again sees what was committed meanwhile: each look is a statement of its own. */
function bodyOf(mode: Mode, { name, number }: { name: string; number: number }): string {
  const wait = `while ${isActive(name)} loop perform pg_sleep(0.02); end loop;`;
  switch (mode.kind) {
    case 'count':
      return 'null;';
    case 'slow':
      return `perform pg_sleep(${mode.seconds});`;
    case 'hold one':
      return `if pg_try_advisory_xact_lock(${HELD}, ${number}) then ${wait} end if;`;
    case 'hold': {
      const hold = `perform pg_advisory_xact_lock_shared(${HELD}, ${number}); ${wait}`;
      return mode.times === undefined ? hold : `if hit <= ${mode.times} then ${hold} end if;`;
    }
    case 'throw': {
      const raise = `raise exception 'injected' using errcode = '${mode.sqlState}';`;
      return mode.times === undefined ? raise : `if hit <= ${mode.times} then ${raise} end if;`;
    }
  }
}
