import { isRunning } from '../../../../src/embedded/process-identity.ts';
import type { CheckedSystem } from '../system.ts';
import { until } from '../waiting.ts';

/** The limits of the pools: an API has one more session that listens, and a worker has some for webhooks. */
const SESSIONS_OF_A_PROCESS: Record<string, number> = { 'afterburn-api': 21, 'afterburn-worker': 24 };

/** 7, while everything runs and nothing is asked: no session stands in a transaction, and there are not too many. */
export async function checkSessions({ database, findings, processes }: CheckedSystem): Promise<void> {
  const idle = async () =>
    database.ask<{ name: string }>(
      `select application_name as name
       from pg_stat_activity
       where datname = current_database()
         and state like 'idle in transaction%'
         and state_change < now() - interval '1 second'`,
    );
  await until(async () => (await idle()).length === 0, { limitMs: 9000, everyMs: 200 });
  for (const { name } of await idle())
    findings.add('processes', `a session of ${name} stands in a transaction`);
  const counts = await database.ask<{ name: string; sessions: number }>(
    `select split_part(application_name, ':', 1) as name, count(*)::int as sessions
     from pg_stat_activity
     where datname = current_database() and application_name like 'afterburn-%'
     group by name`,
  );
  const running: Record<string, number> = {
    'afterburn-api': processes.api,
    'afterburn-worker': processes.worker,
  };
  for (const { name, sessions } of counts) {
    if (sessions > (running[name] ?? 0) * (SESSIONS_OF_A_PROCESS[name] ?? 0))
      findings.add('processes', `${name} has ${sessions} sessions`);
  }
}

/** 7, after everything was asked to end: each process ended well and is gone, and so are its sessions. */
export async function endPrograms({ database, findings, apis, workers }: CheckedSystem): Promise<void> {
  const programs = [...apis, ...workers];
  // Somebody else's are somebody else's to end.
  if (programs.length === 0) return;
  for (const program of programs.filter((each) => each.isUp())) {
    const pid = program.pid();
    const { code, signal } = await program.terminate();
    if (code !== 0)
      findings.add('processes', `process ${pid} ended with ${signal ?? code} when it was asked to end`);
  }
  for (const identity of programs.flatMap((program) => program.identities())) {
    if (isRunning(identity)) findings.add('processes', `process ${identity.pid} was left behind`);
  }
  const left = async (): Promise<number> => {
    const [row] = await database.ask<{ sessions: number }>(
      `select count(*)::int as sessions
       from pg_stat_activity
       where datname = current_database() and application_name like 'afterburn-%'`,
    );
    return row!.sessions;
  };
  if ((await until(async () => (await left()) === 0, { limitMs: 10_000, everyMs: 100 })) === undefined)
    findings.add('processes', `${await left()} sessions were left in PostgreSQL`);
}
