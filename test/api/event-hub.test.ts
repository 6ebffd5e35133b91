import { afterAll, expect, it, onTestFinished } from 'vitest';
import { createEventHub } from '../../src/api/stream/event-hub.ts';
import { ensureAthletes } from '../../src/db/accept/acceptance.ts';
import { appendEvents } from '../../src/db/events/events.ts';
import { withTransaction, type Pool, type Transaction } from '../../src/db/pool.ts';
import { createTestDatabase } from '../support/database.ts';

const database = await createTestDatabase();
afterAll(() => database.drop());

/** The same pool, but that its queries are counted. */
function countingQueries(pool: Pool) {
  let count = 0;
  const counting = new Proxy(pool, {
    get(target, key) {
      if (key === 'query') count += 1;
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
  return { pool: counting, count: () => count };
}

/** A hub whose poll never comes by itself, and the notifications that a test makes up. */
function startHub() {
  const notify: ((payload: string) => void)[] = [];
  const queries = countingQueries(database.pool);
  const hub = createEventHub({
    pool: queries.pool,
    log: { debug() {}, info() {}, warn() {}, error() {} },
    pollMs: 3_600_000,
    listen: ({ onNotification }) => {
      notify.push(onNotification);
      return { close: async () => {} };
    },
  });
  onTestFinished(() => hub.close());
  return {
    hub,
    queries: queries.count,
    notify: (payload: string) => notify.forEach((each) => each(payload)),
  };
}

it('finds by one query which streams have new events, when a notification names no athlete', async () => {
  const ids = Array.from({ length: 30 }, (_, index) => `ath-${index}`);
  const athletes = await withTransaction(database.pool, async (tx) => {
    const uuids = [...(await ensureAthletes(tx, database.appId, ids)).values()];
    const events = [3, 17].map((index) => ({
      athleteUuid: uuids[index]!,
      type: 'report.ready' as const,
      data: { month: '2026-10', revision: 1 },
    }));
    const before = await lastEventIds(uuids, tx);
    await appendEvents(tx, events);
    return uuids.map((athleteUuid, index) => ({ athleteUuid, lastEventId: before[index]! }));
  });
  const { hub, queries, notify } = startHub();
  const woken: number[] = [];
  athletes.forEach(({ athleteUuid, lastEventId }, index) =>
    hub.subscribe(athleteUuid, { lastEventId, wake: () => void woken.push(index), end() {} }),
  );
  notify('*');
  await expect.poll(() => woken.toSorted((a, b) => a - b)).toEqual([3, 17]);
  expect(queries()).toBe(1);

  // Several notifications while it reads cause one more read.
  for (let i = 0; i < 10; i++) notify('*');
  await expect.poll(() => woken).toHaveLength(6);
  expect(queries()).toBe(3);

  notify(athletes[5]!.athleteUuid);
  expect(woken.at(-1)).toBe(5);
  expect(queries()).toBe(3);
});

/** Where each athlete's log is, in their order. */
async function lastEventIds(athleteUuids: string[], tx: Transaction): Promise<number[]> {
  const { rows } = await tx.query<{ id: number }>(
    `select a.last_event_id::float8 as id
     from unnest($1::uuid[]) with ordinality as u (athlete_uuid, position)
     join athletes a using (athlete_uuid)
     order by u.position`,
    [athleteUuids],
  );
  return rows.map((row) => row.id);
}
