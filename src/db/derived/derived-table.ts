import type { Queryable, Transaction } from '../pool.ts';

interface Columns<Row> {
  table: string;
  /** The columns of the primary key; the first one is the owner: a workout or an athlete. */
  key: readonly string[];
  /** Property and type of each column. */
  columns: Readonly<Record<string, readonly [keyof Row, string]>>;
}

/** Creates the functions that write and read a table of derived data. */
export function createDerivedTable<Row>({ table, key, columns }: Columns<Row>) {
  const owner = key[0]!;
  const names = Object.keys(columns);
  const others = names.filter((name) => !key.includes(name));
  const types = Object.values(columns).map(([, type], index) => `$${index + 2}::${type}[]`);
  const listOf = (alias: string, list: readonly string[]) =>
    list.map((name) => `${alias}.${name}`).join(', ');
  const replacing = `
    with fresh as (
      select *
      from unnest(${types.join(', ')}) as f (${names.join(', ')})
    ),
    gone as (
      delete from ${table} t
      where t.${owner} = any($1::uuid[])
        and not exists (select from fresh f where (${listOf('f', key)}) = (${listOf('t', key)}))
    )
    insert into ${table} as t (${names.join(', ')})
    select * from fresh
    on conflict (${key.join(', ')}) do update
      set (${others.join(', ')}) = row(${listOf('excluded', others)})
      where (${listOf('t', others)}) is distinct from (${listOf('excluded', others)})`;
  const isOfAthletes = owner === 'athlete_uuid';
  const listing = `
    select ${names.map((name) => `t.${name} as "${String(columns[name]![0])}"`).join(', ')}
    from ${table} t ${isOfAthletes ? '' : 'join workouts w on w.workout_id = t.workout_id'}
    where ${isOfAthletes ? 't' : 'w'}.athlete_uuid = any($1::uuid[])
    order by ${listOf('t', key)}`;
  return {
    /** Replaces the rows of these owners: deletes those that are gone, and writes only what differs. */
    replace: async (tx: Transaction, owners: readonly string[], rows: readonly Row[]): Promise<void> => {
      const values = Object.values(columns).map(([property]) =>
        rows.map((row) => toParameter(row[property])),
      );
      await tx.query(replacing, [owners, ...values]);
    },
    /** Lists the rows of these athletes, by key. */
    list: async (db: Queryable, athleteUuids: readonly string[]): Promise<Row[]> =>
      (await db.query(listing, [athleteUuids])).rows as Row[],
  };
}

/** An object is the value of a jsonb column. */
const toParameter = (value: unknown): unknown =>
  typeof value === 'object' && value !== null ? JSON.stringify(value) : value;
