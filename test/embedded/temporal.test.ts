import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { once } from 'node:events';
import path from 'node:path';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { loadConfig } from '../../src/config.ts';
import { findFreePort } from '../../src/embedded/ports.ts';
import { findStartTime } from '../../src/embedded/process-identity.ts';
import { findTemporal, type TemporalBinary } from '../../src/embedded/temporal/finder.ts';
import { isTemporalServing } from '../../src/embedded/temporal/probe.ts';
import { openTemporalDatabase, setAsideTemporalDatabase } from '../../src/embedded/temporal/database.ts';
import { startTemporal, type RunningTemporal } from '../../src/embedded/temporal/temporal.ts';
import { connectTemporal, withDeadline } from '../../src/temporal/client.ts';
import { fromSeconds } from '../../src/temporal/protobuf-times.ts';
import { environmentWithoutSetpriv, launch } from './launch.ts';
import { makeTemporaryFolder } from './temporary-folder.ts';

let binary: TemporalBinary;

/** COMMAND_TYPE_SCHEDULE_ACTIVITY_TASK of Temporal's API. */
const SCHEDULE_ACTIVITY_TASK = 1;

beforeAll(async () => {
  binary = await findTemporal({ cacheDir: loadConfig().cacheDir });
});

async function start(dataDir: string, port?: number): Promise<RunningTemporal> {
  const temporal = await startTemporal({
    binary,
    dataDir,
    port: port ?? (await findFreePort()),
    uiPort: await findFreePort(),
  });
  onTestFinished(() => temporal.stop());
  return temporal;
}

describe('startTemporal', () => {
  it('serves, with its UI, and serves the same file after a restart', async () => {
    const dataDir = makeTemporaryFolder();
    const first = await start(dataDir);
    expect(await isTemporalServing(first.address)).toBe(true);
    expect((await fetch(first.uiUrl)).status).toBe(200);
    await first.stop();
    expect(await isTemporalServing(first.address)).toBe(false);
    const second = await start(dataDir);
    expect(await isTemporalServing(second.address)).toBe(true);
    expect(existsSync(path.join(dataDir, 'temporal', 'temporal.db.broken'))).toBe(false);
  });

  it('creates the file again when the first start on it was killed half-way', async () => {
    const dataDir = makeTemporaryFolder();
    const file = path.join(dataDir, 'temporal', 'temporal.db');
    await (await start(dataDir)).stop();
    writeFileSync(file, readFileSync(file).subarray(0, 40_000));
    writeFileSync(`${file}.healthy`, 'of no version');
    const temporal = await start(dataDir);
    expect(await isTemporalServing(temporal.address)).toBe(true);
    expect(readFileSync(`${file}.healthy`, 'utf8')).toBe(binary.version);
  });

  it('sets a file aside that was healthy once and is broken now', async () => {
    const dataDir = makeTemporaryFolder();
    const file = path.join(dataDir, 'temporal', 'temporal.db');
    await (await start(dataDir)).stop();
    writeFileSync(file, 'this is no database');
    // With it SQLite would repair the file.
    rmSync(`${file}-wal`, { force: true });
    const temporal = await start(dataDir);
    expect(await isTemporalServing(temporal.address)).toBe(true);
    expect(readFileSync(`${file}.broken`, 'utf8')).toBe('this is no database');
  });

  it('sets the write-ahead log aside together with its file', async () => {
    const folder = path.join(makeTemporaryFolder(), 'temporal');
    openTemporalDatabase(folder, 'any version');
    const file = path.join(folder, 'temporal.db');
    for (const part of ['', '-wal', '-shm']) writeFileSync(`${file}${part}`, `old${part}`);
    setAsideTemporalDatabase(folder);
    expect(existsSync(`${file}-wal`)).toBe(false);
    expect(readFileSync(`${file}.broken-wal`, 'utf8')).toBe('old-wal');
  });

  it('appends its commits to a write-ahead log', async () => {
    const dataDir = makeTemporaryFolder();
    await start(dataDir);
    expect(existsSync(path.join(dataDir, 'temporal', 'temporal.db-wal'))).toBe(true);
  });

  it('hands a worker its activities with the answer to the workflow task', async () => {
    const { address } = await start(makeTemporaryFolder());
    const temporal = connectTemporal({ address, namespace: 'default' });
    onTestFinished(() => temporal.close());
    const { workflowService } = temporal.connection;
    const taskQueue = { name: 'eager' };
    const common = { namespace: 'default', identity: 'test' };
    await temporal.client.workflow.start('AnyWorkflow', { taskQueue: 'eager', workflowId: 'eager' });
    const { taskToken } = await withDeadline(temporal, 30_000, () =>
      workflowService.pollWorkflowTaskQueue({ ...common, taskQueue }),
    );
    const { activityTasks } = await workflowService.respondWorkflowTaskCompleted({
      ...common,
      taskToken,
      commands: [
        {
          // oxlint-disable-next-line typescript/no-unsafe-enum-assignment -- the SDK's public packages do not export it
          commandType: SCHEDULE_ACTIVITY_TASK,
          scheduleActivityTaskCommandAttributes: {
            activityId: '1',
            activityType: { name: 'anyActivity' },
            taskQueue,
            startToCloseTimeout: fromSeconds(10),
            requestEagerExecution: true,
          },
        },
      ],
    });
    expect(activityTasks?.map(({ activityId }) => activityId)).toEqual(['1']);
  });

  it('does not take the server of another for its own', async () => {
    const other = await start(makeTemporaryFolder());
    const port = Number(other.address.split(':')[1]);
    await expect(start(makeTemporaryFolder(), port)).rejects.toThrow(`port ${port} is in use`);
  });

  it('stops the orphan of a launcher that was killed by force', async () => {
    const dataDir = makeTemporaryFolder();
    const ports = [String(await findFreePort()), String(await findFreePort())];
    const launcher = await launch(
      'temporal-launcher.ts',
      [dataDir, binary.file, ...ports],
      environmentWithoutSetpriv(dataDir),
    );
    const orphan = JSON.parse(launcher.line) as { pid: number };
    await launcher.killByForce();
    expect(findStartTime(orphan.pid)).toBeDefined();
    const { address } = await start(dataDir);
    expect(findStartTime(orphan.pid)).toBeUndefined();
    expect(await isTemporalServing(address)).toBe(true);
  });
});

describe('isTemporalServing', () => {
  it('is not deceived by a port that something else listens on', async () => {
    const server = createServer((_request, response) => response.end('hello')).listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const { port } = server.address() as { port: number };
    expect(await isTemporalServing(`127.0.0.1:${port}`)).toBe(false);
    expect(await isTemporalServing(`127.0.0.1:${await findFreePort()}`)).toBe(false);
  });
});
