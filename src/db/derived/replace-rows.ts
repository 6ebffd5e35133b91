import type { Transaction } from '../pool.ts';

/** A table of derived data, whose rows belong to workouts or athletes. */
interface DerivedTable<Row> {
  table: string;
  /** The columns of the primary key; the first one is the owner. */
  key: readonly string[];
  /** Property and type of each column. */
  columns: Readonly<Record<string, readonly [keyof Row, string]>>;
}

/**
 * Creates the function that replaces the rows of owners in a table: it deletes those that are not among the new ones,
 * and writes only what differs.
 */
export function createReplace<Row>({ table, key, columns }: DerivedTable<Row>) {
  const owner = key[0]!;
  const names = Object.keys(columns);
  const others = names.filter((name) => !key.includes(name));
  const types = Object.values(columns).map(([, type], index) => `$${index + 2}::${type}[]`);
  const listOf = (alias: string, list: readonly string[]) =>
    list.map((name) => `${alias}.${name}`).join(', ');
  const statement = `
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
  return async (tx: Transaction, owners: readonly string[], rows: readonly Row[]): Promise<void> => {
    const values = Object.values(columns).map(([property]) => rows.map((row) => toParameter(row[property])));
    await tx.query(statement, [owners, ...values]);
  };
}

/** An object is the value of a jsonb column. */
const toParameter = (value: unknown): unknown =>
  typeof value === 'object' && value !== null ? JSON.stringify(value) : value;
