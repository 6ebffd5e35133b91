import { BOARDS } from '../domain/boards.ts';
import { tryAdvisoryLock } from './advisory-lock.ts';
import { failureKind } from './failure.ts';
import { withTransaction, type Pool, type Queryable } from './pool.ts';

/** A board, of all its metrics. */
export interface BoardKey {
  appId: string;
  period: string;
  /** '' for all sports together. */
  sport: string;
}

/** So many changes are added to the ranges at once: a fraction of a second's work. */
const CHANGES_AT_ONCE = 20_000;

/** To count a board of millions takes longer than a pool waits for an answer. */
const COUNTING_MS = 10 * 60_000;

const METRICS = BOARDS.map(({ column }) => `('${column}', l.${column})`).join(', ');

/** Asks for a board to be counted by ranges from now on; the worker does it. */
export async function wantCounted(db: Queryable, { appId, period, sport }: BoardKey): Promise<void> {
  await db.query(
    `insert into counted_boards (app_id, period, sport)
     values ($1::uuid, $2::text, $3::text)
     on conflict do nothing`,
    [appId, period, sport],
  );
}

/**
 * Adds what was noted to the ranges, and counts the boards that are newly wanted. One process at a time does either.
 * @returns whether there may be more to do at once
 */
export async function keepCounts(pool: Pool): Promise<boolean> {
  const isMore = (await isAnythingNoted(pool)) && (await addChanges(pool));
  const uncounted = await listUncounted(pool);
  if (uncounted.some(({ state }) => state === 'wanted')) await patiently(() => beginNoting(pool));
  for (const board of uncounted) await patiently(() => countRanges(pool, board));
  return isMore;
}

/** Whoever writes scores for long keeps boards from being counted, and nothing else from going on: it is tried again. */
async function patiently(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (failureKind(error) !== 'transient') throw error;
  }
}

async function listUncounted(db: Queryable): Promise<(BoardKey & { state: 'wanted' | 'noting' })[]> {
  const { rows } = await db.query<BoardKey & { state: 'wanted' | 'noting' }>(
    `select app_id as "appId", period, sport, state from counted_boards where state <> 'ready'`,
  );
  return rows;
}

/** Where nobody has a board of many, that is all that is asked. */
async function isAnythingNoted(db: Queryable): Promise<boolean> {
  const { rowCount } = await db.query(`select from board_changes limit 1`);
  return rowCount === 1;
}

/**
 * From the commit on each change of the wanted boards is noted: the lock waits for those who write and did not see that
 * they are wanted. Whoever wants to write meanwhile waits behind it, so it does not wait for long, and once for all boards.
 */
const beginNoting = (pool: Pool): Promise<void> =>
  withTransaction(
    pool,
    async (tx) => {
      await tx.query('lock table leaderboard_scores in share mode');
      await tx.query(`update counted_boards set state = 'noting' where state = 'wanted'`);
    },
    { lockTimeoutMs: 500 },
  );

/** As of one moment: all scores of that moment are in the ranges, and what was noted before it is in them, too. */
const countRanges = (pool: Pool, board: BoardKey): Promise<void> =>
  withTransaction(pool, async (tx) => {
    await tx.query('set transaction isolation level repeatable read; set local transaction_timeout = 0');
    if (!(await tryAdvisoryLock(tx, 'board counting'))) return;
    const values = [board.appId, board.period, board.sport];
    const { rowCount } = await tx.query(
      `update counted_boards
       set state = 'ready'
       where app_id = $1::uuid and period = $2::text and sport = $3::text and state = 'noting'`,
      values,
    );
    // Another process may have counted it since it was listed.
    if (rowCount === 0) return;
    const patient = { values, query_timeout: COUNTING_MS };
    await tx.query({
      ...patient,
      text: `insert into board_ranges (app_id, period, sport, metric, range, athletes)
       select $1::uuid, $2::text, $3::text, v.metric, score_range(v.score), count(*)
       from leaderboard_scores l
       cross join lateral (values ${METRICS}) as v (metric, score)
       where l.app_id = $1::uuid and l.period = $2::text and l.sport = $3::text and l.visible and v.score > 0
       group by 4, 5`,
    });
    await tx.query({
      ...patient,
      text: `delete from board_changes where app_id = $1::uuid and period = $2::text and sport = $3::text`,
    });
  });

const addChanges = (pool: Pool): Promise<boolean> =>
  withTransaction(pool, async (tx) => {
    if (!(await tryAdvisoryLock(tx, 'board counting'))) return false;
    const { rows } = await tx.query<{ moved: number }>(
      `with moved as (
         delete from board_changes
         where change_id in (
           select c.change_id
           from board_changes c
           join counted_boards b
             on (b.app_id, b.period, b.sport) = (c.app_id, c.period, c.sport) and b.state = 'ready'
           order by c.change_id
           limit $1::int
         )
         returning *
       ),
       summed as (
         select l.app_id, l.period, l.sport, v.metric, score_range(v.score) as range, sum(l.sign)::int as athletes
         from moved l
         cross join lateral (values ${METRICS}) as v (metric, score)
         where v.score > 0
         group by 1, 2, 3, 4, 5
         having sum(l.sign) <> 0
       ),
       added as (
         insert into board_ranges as r (app_id, period, sport, metric, range, athletes)
         select * from summed
         on conflict (app_id, period, sport, metric, range) do update
           set athletes = r.athletes + excluded.athletes
       )
       select count(*)::int as moved from moved`,
      [CHANGES_AT_ONCE],
    );
    return rows[0]!.moved === CHANGES_AT_ONCE;
  });

/** Where the ranges of a counted board, with what was noted, are not what its scores say. */
export async function listCountDifferences(
  db: Queryable,
): Promise<(BoardKey & { metric: string; range: number; stored: number; expected: number })[]> {
  const { rows } = await db.query(
    `with boards as (
       select app_id, period, sport from counted_boards where state = 'ready'
     ),
     counted as (
       select app_id, period, sport, metric, range, athletes as stored, 0 as expected
       from board_ranges
       join boards using (app_id, period, sport)
       union all
       select l.app_id, l.period, l.sport, v.metric, score_range(v.score), l.sign, 0
       from board_changes l
       join boards using (app_id, period, sport)
       cross join lateral (values ${METRICS}) as v (metric, score)
       where v.score > 0
       union all
       select l.app_id, l.period, l.sport, v.metric, score_range(v.score), 0, 1
       from leaderboard_scores l
       join boards using (app_id, period, sport)
       cross join lateral (values ${METRICS}) as v (metric, score)
       where l.visible and v.score > 0
     )
     select
       app_id as "appId",
       period,
       sport,
       metric,
       range,
       sum(stored)::int as stored,
       sum(expected)::int as expected
     from counted
     group by app_id, period, sport, metric, range
     having sum(stored) <> sum(expected)
     order by 1, 2, 3, 4, 5`,
  );
  return rows;
}
