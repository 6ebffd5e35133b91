import { withTransaction, type Pool, type Queryable } from '../../src/db/pool.ts';

/** Copies per transaction; two transactions run concurrently. */
const AT_ONCE = 5;
const CONCURRENCY = 2;

/**
 * Copies every athlete with workouts this many times, with all rows of all tables under new ids. Derived data stays
 * valid, since the workouts are the same.
 */
export async function copyAthletes(pool: Pool, copies: number): Promise<void> {
  const tables = await listTablesOfAthletes(pool);
  // Autovacuum would read the growing tables repeatedly, on the same cores.
  for (const { name } of tables) await pool.query(`alter table ${name} set (autovacuum_enabled = off)`);
  await withoutIndexes(pool, async () => {
    let next = 1;
    const copySome = async (): Promise<void> => {
      while (next <= copies) {
        const first = next;
        next += AT_ONCE;
        await copyRows(pool, tables, { first, last: Math.min(next - 1, copies) });
      }
    };
    await Promise.all(Array.from({ length: CONCURRENCY }, copySome));
  });
  for (const { name } of tables) await pool.query(`alter table ${name} reset (autovacuum_enabled)`);
  await pool.query('vacuum analyze');
}

interface Table {
  name: string;
  columns: string[];
}

async function listTablesOfAthletes(pool: Pool): Promise<Table[]> {
  const { rows } = await pool.query<Table>(
    `select c.table_name::text as name, array_agg(c.column_name::text order by c.ordinal_position) as columns
     from information_schema.columns c
     join information_schema.tables t using (table_schema, table_name)
     where t.table_type = 'BASE TABLE' and c.table_schema = 'public' and c.is_identity = 'NO'
       and c.table_name not in ('executions', 'revision_keys', 'uploads', 'imports')
     group by c.table_name
     having bool_or(c.column_name in ('athlete_uuid', 'workout_id'))
     order by c.table_name`,
  );
  return rows;
}

/**
 * Drops indexes without a constraint, and rebuilds them at the end. This is several times faster than updating them.
 */
async function withoutIndexes(pool: Pool, work: () => Promise<void>): Promise<void> {
  const { rows } = await pool.query<{ name: string; definition: string }>(
    `select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as definition
     from pg_index
     where indrelid::regclass::text in ('leaderboard_scores', 'workouts', 'awards', 'records')
       and not indisunique`,
  );
  for (const { name } of rows) await pool.query(`drop index ${name}`);
  await work();
  const building = rows.map(({ definition }) => definition);
  const buildSome = async (): Promise<void> => {
    for (let index = building.pop(); index !== undefined; index = building.pop()) await pool.query(index);
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, buildSome));
}

async function copyRows(
  pool: Pool,
  tables: readonly Table[],
  { first, last }: { first: number; last: number },
): Promise<void> {
  await withTransaction(pool, async (tx: Queryable) => {
    // References are copied unchanged, so they need no check.
    await tx.query('set local session_replication_role = replica');
    await tx.query('set local synchronous_commit = off');
    for (const { name, columns } of tables)
      await tx.query(
        `insert into ${name} (${columns.join(', ')})
         select ${columns.map(copied).join(', ')}
         from generate_series($1::int, $2::int) as copy (number)
         cross join ${name} t
         where ${ofOriginals(columns)}`,
        [first, last],
      );
  });
}

/**
 * An original's id begins with its time or is random; a copy's begins with the number of the copy. They never collide.
 */
const FIRST_ORIGINAL = `'00010000-0000-0000-0000-000000000000'`;
const NUMBER = `lpad(to_hex(copy.number), 8, '0')`;
const idOf = (text: string): string => `${NUMBER} || substr(${text}, 9)`;
/** Matches the beginning of a workout id in a key. */
const START_OF_ID = '[0-9a-f]{8}(?=-[0-9a-f]{4}-)';

function copied(column: string): string {
  switch (column) {
    case 'athlete_uuid':
    case 'workout_id':
    case 'duplicate_of':
      return `(${idOf(`t.${column}::text`)})::uuid`;
    case 'accept_key':
      return `md5(t.accept_key::text || copy.number)::uuid`;
    case 'athlete_id':
      return `t.${column} || '-' || copy.number`;
    case 'period_key':
      return `regexp_replace(t.period_key, '${START_OF_ID}', ${NUMBER})`;
    case 'data':
      return `case when t.data ? 'workoutId'
        then t.data || jsonb_build_object('workoutId', ${idOf(`(t.data ->> 'workoutId')`)}) else t.data end`;
    default:
      return `t.${column}`;
  }
}

const ofOriginals = (columns: readonly string[]): string =>
  columns.includes('athlete_uuid')
    ? `t.athlete_uuid in (select o.athlete_uuid from workouts o where o.workout_id >= ${FIRST_ORIGINAL})`
    : `t.workout_id >= ${FIRST_ORIGINAL}`;
