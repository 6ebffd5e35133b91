import type { CheckedSystem } from '../system.ts';
import { patience } from '../machine.ts';
import { until } from '../waiting.ts';

/** The hub polls each second for events whose notification was lost. */
const ARRIVES_WITHIN_MS = 15_000;

/** 3, as the athletes see it: each event once and in order, however often the stream was cut. */
export async function checkReaders({ database, findings, readers }: CheckedSystem): Promise<void> {
  for (const { athleteId, ids, connections, stop } of readers) {
    const [log = { start: 0, last: 0 }] = await database.ask<{ start: number; last: number }>(
      `select
         (extract(epoch from created_at) * 100000)::bigint::float8 as start,
         last_event_id::float8 as last
       from athletes
       where athlete_id = $1::text`,
      [athleteId],
    );
    await until(() => (ids.at(-1) ?? log.start) >= log.last, { limitMs: patience(ARRIVES_WITHIN_MS) });
    stop();
    const wrong = ids.findIndex((id, index) => id !== log.start + index + 1);
    const where = `the stream of ${athleteId}, over ${connections()} connections,`;
    if (wrong >= 0)
      findings.add('duplicates', `${where} sent ${ids[wrong]} after ${ids[wrong - 1] ?? 'nothing'}`);
    else if (ids.length < log.last - log.start)
      findings.add('lost', `${where} sent ${ids.length} events of ${log.last - log.start}`);
  }
}
