import pg from 'pg';

export interface PostgresLogin {
  port: number;
  user: string;
  password: string;
}

/**
 * Makes a real connection: only that proves that PostgreSQL serves. A log line or an open port does not.
 *
 * @returns the data folder of the server that answered, so that the caller can tell its own from another's.
 */
export async function askDataFolder(login: PostgresLogin): Promise<string> {
  return withClient(login, 'postgres', async (client) => {
    const { rows } = await client.query<{ data_directory: string }>('show data_directory');
    return rows[0]?.data_directory ?? '';
  });
}

/** Creates the database, unless an earlier start did. */
export async function ensureDatabase(login: PostgresLogin, name: string): Promise<void> {
  await withClient(login, 'postgres', async (client) => {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1::text', [name]);
    if (rowCount === 0) await client.query(`create database ${client.escapeIdentifier(name)}`);
  });
}

async function withClient<T>(
  login: PostgresLogin,
  database: string,
  use: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = new pg.Client({
    ...login,
    database,
    host: '127.0.0.1',
    ssl: false,
    connectionTimeoutMillis: 2_000,
    query_timeout: 30_000,
  });
  // Without a listener a server that dies in between would take this process with it.
  client.on('error', () => {});
  try {
    await client.connect();
    return await use(client);
  } finally {
    await client.end().catch(() => {});
  }
}
