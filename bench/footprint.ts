import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { connectTemporal, type Temporal } from '../src/temporal/client.ts';
import { BATCH_ID_PREFIX } from '../src/domain/workflow-ids.ts';
import { contender as afterburn } from './contenders/afterburn.ts';
import { sendLoad } from './harness/load.ts';
import type { Bench, Findings, Measure } from './harness/measure.ts';
import { untilProcessed } from './harness/processed.ts';
import { residentMebibytes } from './harness/programs.ts';
import { withContender, type RunningContender } from './harness/rounds.ts';
import { rounded } from './harness/statistics.ts';
import { requireVerified } from './harness/verified.ts';

const PATIENCE_MS = 600_000;
/** Saved one by one, so that each has its own execution. */
const SINGLES = 20;

/** Measures memory, start time and disk space of the product. */
export const footprint: Measure = {
  name: 'footprint',
  async run(bench) {
    return withContender(bench.stage, afterburn, (running) => measureProduct(bench, running));
  },
};

async function measureProduct({ quick, log }: Bench, running: RunningContender): Promise<Findings> {
  const { producer, url, pool, connections } = running;
  const [worker] = await running.startConsumers(1);
  const memory = () => ({ api: residentMebibytes(producer.pid), worker: residentMebibytes(worker!.pid) });
  const idle = memory();
  const temporal = connectTemporal({ address: connections.serverUrl, namespace: 'default' });
  const most = { ...idle };
  const watch = setInterval(() => {
    const now = memory();
    most.api = Math.max(most.api, now.api);
    most.worker = Math.max(most.worker, now.worker);
  }, 200);
  const save = (first: number, amount: number, clients: number) =>
    sendLoad({ url, apiKey: connections.apiKey, connections: clients, first, amount });
  try {
    await save(0, SINGLES, 1);
    await untilProcessed(pool, { timeoutMs: PATIENCE_MS });
    const many = quick ? 2000 : 20_000;
    const before = await databaseBytes(running);
    await save(SINGLES, many, 50);
    await untilProcessed(pool, { timeoutMs: PATIENCE_MS });
    const databaseGrowth = ((await databaseBytes(running)) - before) / many;
    clearInterval(watch);
    const after = memory();
    const histories = await readHistories(temporal, pool);
    await requireVerified(pool);
    log(`footprint: API ${rounded(after.api)} MiB, worker ${rounded(after.worker)} MiB`);
    return findingsOf({
      memory: { idle, most, after },
      seconds: { api: producer.startSeconds, worker: worker!.startSeconds },
      many,
      bytes: { ...histories, database: databaseGrowth },
    });
  } finally {
    clearInterval(watch);
    await temporal.close();
  }
}

interface Figures {
  memory: Record<'idle' | 'most' | 'after', { api: number; worker: number }>;
  seconds: { api: number; worker: number };
  many: number;
  bytes: { single: number; batched: number; database: number };
}

const findingsOf = ({ memory, seconds, many, bytes }: Figures): Findings => ({
  title: 'Footprint of Afterburn',
  ratios: [],
  tables: [
    {
      caption: '',
      columns: ['', 'API', 'worker'],
      rows: [
        ['start until ready, s', rounded(seconds.api), rounded(seconds.worker)],
        ['memory (RSS) idle, MiB', rounded(memory.idle.api), rounded(memory.idle.worker)],
        ['most under load, MiB', rounded(memory.most.api), rounded(memory.most.worker)],
        ['after it, MiB', rounded(memory.after.api), rounded(memory.after.worker)],
      ],
    },
    {
      caption: '',
      columns: ['what', 'size'],
      rows: [
        ['history of one execution a workout', `${rounded(bytes.single / 1000)} kB a workout`],
        ['history of batches', `${rounded(bytes.batched / 1000)} kB a workout`],
        ['rows and indexes in PostgreSQL', `${rounded(bytes.database / 1000)} kB a workout`],
        ['installed without development dependencies', `${rounded(installedBytes() / 1e6)} MB`],
      ],
    },
  ],
  notes: [
    `Load: ${many.toLocaleString('en-US')} workouts at 50 connections while the worker works. From source, through tsx; the worker bundles its workflows at the start (\`npm run build\` does it ahead).`,
  ],
});

async function databaseBytes({ pool }: RunningContender): Promise<number> {
  const { rows } = await pool.query<{ bytes: number }>(
    'select pg_database_size(current_database())::float8 as bytes',
  );
  return rows[0]!.bytes;
}

/** Reads the bytes of history per workout, for single executions and for batches. */
async function readHistories(
  { client }: Temporal,
  pool: RunningContender['pool'],
): Promise<{ single: number; batched: number }> {
  const bytes = { single: 0, batched: 0 };
  const workouts = { single: 0, batched: 0 };
  for await (const { workflowId, historySize = 0 } of client.workflow.list()) {
    const kind = workflowId.startsWith(BATCH_ID_PREFIX) ? 'batched' : 'single';
    bytes[kind] += historySize;
    workouts[kind] += kind === 'single' ? 1 : 0;
  }
  const { rows } = await pool.query<{ all: number }>('select count(*)::int as all from workouts');
  workouts.batched = rows[0]!.all - workouts.single;
  return { single: bytes.single / workouts.single, batched: bytes.batched / workouts.batched };
}

/** Returns the size of the folders that `npm ci --omit=dev` would install, without others. */
function installedBytes(): number {
  const root = fileURLToPath(new URL('..', import.meta.url));
  const { packages } = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { dev?: boolean; devOptional?: boolean }>;
  };
  return Object.entries(packages)
    .filter(([place, { dev, devOptional }]) => place && !dev && !devOptional)
    .map(([place]) => path.join(root, place))
    .filter((folder) => existsSync(folder))
    .reduce((sum, folder) => sum + bytesIn(folder), 0);
}

/** Without nested folders, which are listed separately. */
const bytesIn = (folder: string): number =>
  readdirSync(folder, { withFileTypes: true }).reduce((sum, entry) => {
    if (entry.name === 'node_modules') return sum;
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) return sum + bytesIn(file);
    return entry.isFile() ? sum + statSync(file).size : sum;
  }, 0);
