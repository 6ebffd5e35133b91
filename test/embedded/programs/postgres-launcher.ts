/** Starts PostgreSQL, prints it, and stays. Arguments: data folder, port. */
import { startPostgres } from '../../../src/embedded/postgres/postgres.ts';

const [dataDir, port] = process.argv.slice(2) as [string, string];
const { pid, databaseUrl } = await startPostgres({ dataDir, port: Number(port), durable: false });
console.log(JSON.stringify({ pid, databaseUrl }));
setInterval(() => {}, 1_000);
