import { runStatements } from '../harness/database.ts';
import { injectOutage } from '../harness/outage.ts';
import type { Scenario } from '../harness/scenario.ts';
import type { Window } from '../harness/checks/answers.ts';
import type { System } from '../harness/system.ts';

export const readOnly: Scenario = {
  id: 'read-only',
  breaks: 'PostgreSQL takes no writes, as a standby that is not promoted yet',
  holds: 'a 503 with Retry-After, reads go on; everything is done once it takes them again',
  size: { quick: 1, full: 5 },
  async run(context) {
    const system = await context.start();
    const databaseAway: Window[] = [];
    for (let round = 0; round < context.size; round += 1) {
      const { window } = await injectOutage(context, system, {
        begin: () => setReadOnly(system, true),
        end: () => setReadOnly(system, false),
        awayMs: context.isQuick ? 7000 : 20_000,
        recoveryLimitMs: 45_000,
      });
      databaseAway.push(window);
    }
    const lines = await system.history.read();
    const refused = lines.filter((line) => line.line === 'answered' && line.status === 503).length;
    context.note(`${refused} requests were answered 503`);
    if (refused === 0) context.findings.add('vacuous', 'no request was refused');
    await context.check(system, { databaseAway });
  },
};

async function setReadOnly({ database, servers }: System, isReadOnly: boolean): Promise<void> {
  const name = new URL(database.url).pathname.slice(1);
  await runStatements(servers.postgres.current().databaseUrl, [
    isReadOnly
      ? `alter database ${name} set default_transaction_read_only = on`
      : `alter database ${name} reset default_transaction_read_only`,
    // It holds for the sessions to come, as after a failover.
    `select pg_terminate_backend(pid) from pg_stat_activity
     where datname = '${name}' and application_name like 'afterburn-%'`,
  ]);
}
