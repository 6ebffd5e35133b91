import type { Queryable } from './pool.ts';

/** How many saved workouts are not finished yet, counted no further than `upTo`: an import's do not count. */
export async function countUnfinished(db: Queryable, upTo: number): Promise<number> {
  const { rows } = await db.query<{ unfinished: number }>(
    `select count(*)::int as unfinished
     from (
       select
       from workouts
       where status in ('accepted', 'processing') and priority = 'interactive'
       limit $1::int
     ) as first_ones`,
    [upTo],
  );
  return rows[0]!.unfinished;
}
