import { monthlyReportsScheduleId } from '../../../src/domain/workflow-ids.ts';
import { untilDrained } from '../harness/checks/settled.ts';
import { SAVES_ONLY, startLoad } from '../harness/load.ts';
import { createRequester } from '../harness/requester.ts';
import type { Scenario } from '../harness/scenario.ts';
import type { System } from '../harness/system.ts';
import { need } from '../harness/waiting.ts';

const ZONE = 'UTC';

export const scheduleDisturbed: Scenario = {
  id: '19',
  breaks: "the reports' schedule: a tick missed, doubled, backfilled twice",
  holds: 'one report for each athlete and month',
  size: { quick: 3, full: 10 },
  async run(context) {
    const system = await context.start();
    const worker = system.workers[0]!;
    await startLoad({
      requester: createRequester(system),
      random: context.random,
      name: 'reported',
      athletes: 20,
      clients: 8,
      requests: 150,
      mix: SAVES_ONLY,
    }).done;
    await untilDrained(system, 60_000);
    const schedule = system.temporal.client.schedule.getHandle(monthlyReportsScheduleId(ZONE));
    const exists = async (): Promise<boolean> =>
      schedule.describe().then(
        () => true,
        () => false,
      );
    await need(`schedule of ${ZONE}`, exists, { limitMs: 90_000, everyMs: 500 });
    for (let round = 0; round < context.size; round += 1) {
      const month = new Date(Date.UTC(2025, 1 + round, 1));
      const range = {
        start: new Date(month.getTime() - 1000),
        end: new Date(month.getTime() + 24 * 3600 * 1000),
      };
      // Missed: nobody was there when it came. Doubled: by hand, and by hand once more. Then the same range twice.
      await worker.kill();
      await schedule.backfill({ ...range, overlap: 'ALLOW_ALL' });
      await worker.start();
      await schedule.backfill({ ...range, overlap: 'ALLOW_ALL' });
      await schedule.trigger('ALLOW_ALL');
      await schedule.trigger('ALLOW_ALL');
      await untilQuiet(system);
      context.hit();
    }
    await expectOneEach(system, context.size);
    await context.check(system);
  },
};

async function untilQuiet({ temporal }: System): Promise<void> {
  const isQuiet = async (): Promise<boolean> =>
    (await temporal.client.workflow.count(`WorkflowType = 'MonthlyReports' and ExecutionStatus = 'Running'`))
      .count === 0;
  await need('end of the reports', isQuiet, { limitMs: 120_000, everyMs: 500 });
}

async function expectOneEach({ database, findings }: System, months: number): Promise<void> {
  const rows = await database.ask<{ athlete: string; month: string; reports: number }>(
    `select a.athlete_id as athlete, r.month, count(*)::int as reports
     from report_months r
     join athletes a on a.athlete_uuid = r.athlete_uuid
     where r.report is not null
     group by a.athlete_id, r.month`,
  );
  for (const { athlete, month, reports } of rows)
    if (reports > 1) findings.add('duplicates', `${athlete} has ${reports} reports of ${month}`);
  const expected = await database.ask<{ athlete: string; month: string }>(
    `select distinct a.athlete_id as athlete, to_char(w.started_at at time zone 'UTC', 'YYYY-MM') as month
     from workouts w
     join athletes a on a.athlete_uuid = w.athlete_uuid
     where w.started_at < $1::timestamptz and w.deleted_at is null`,
    [new Date(Date.UTC(2025, months, 1)).toISOString()],
  );
  const made = new Set(rows.map(({ athlete, month }) => `${athlete} ${month}`));
  for (const { athlete, month } of expected)
    if (!made.has(`${athlete} ${month}`)) findings.add('lost', `${athlete} has no report of ${month}`);
  const duplicates = await database.ask<{ athlete: string; month: string }>(
    `select athlete_uuid as athlete, data ->> 'month' as month
     from events
     where type = 'report.ready'
     group by athlete_uuid, data ->> 'month'
     having count(*) > 1`,
  );
  for (const { athlete, month } of duplicates)
    findings.add('duplicates', `${athlete} was notified twice about ${month}`);
}
