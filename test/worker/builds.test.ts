import { readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { DefaultLogger, NativeConnection, Runtime } from '@temporalio/worker';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it, vi } from 'vitest';
import { deployWorker } from '../../src/embedded/deploy-worker.ts';
import { setBuild } from '../../src/ops/builds.ts';
import { buildIdOf, ensureCurrent, knowsBuilds, listBuilds } from '../../src/temporal/builds.ts';
import type { Temporal } from '../../src/temporal/client.ts';
import { createInspection } from '../../src/temporal/inspection.ts';
import { TASK_QUEUES } from '../../src/domain/workflow-ids.ts';
import { keepCurrent } from '../../src/worker/current-build.ts';
import { bundleWorkflows, createWorkers } from '../../src/worker/workers.ts';
import { makeTemporaryFolder } from '../embedded/temporary-folder.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { startProgramUnderTest } from '../support/programs.ts';
import { createTestNamespace } from '../support/temporal.ts';

const TIMEOUT_MS = 180_000;
const WAIT = { timeout: 60_000, interval: 100 };

let temporal: Temporal;
let connection: NativeConnection;
let database: TestDatabase;
let code: string;
beforeAll(async () => {
  Runtime.install({ logger: new DefaultLogger('ERROR'), shutdownSignals: [] });
  [connection, database, { code }] = await Promise.all([
    NativeConnection.connect({ address: inject('temporalAddress') }),
    createTestDatabase(),
    bundleWorkflows(),
  ]);
}, TIMEOUT_MS);
afterAll(async () => {
  await connection.close();
  await database.drop();
});

/** Each test's builds are the first that its namespace sees. */
const started: Started[] = [];
beforeEach(async () => {
  temporal = await createTestNamespace();
});
afterEach(async () => {
  await Promise.all(started.splice(0).map(({ stop }) => stop()));
  await temporal.close();
});

interface Started {
  buildId: string;
  stop(): Promise<void>;
}

function bundleWith(remark: string): string {
  const file = path.join(makeTemporaryFolder(), 'bundle.js');
  writeFileSync(file, `/* ${remark} */ ${code}`);
  return file;
}

/** A worker whose workflows differ from those of another one by a remark. */
async function start(remark: string): Promise<Started> {
  const { workers, buildId } = await createWorkers({
    connection,
    namespace: temporal.namespace,
    workflowBundlePath: bundleWith(remark),
    byBuild: true,
    dependencies: { pool: database.pool, deleteExecutionsOf: () => Promise.resolve(0) },
  });
  const runs = workers.map((worker) => worker.run());
  let stopped: Promise<unknown> | undefined;
  const stop = async () => {
    if (!stopped) for (const worker of workers) worker.shutdown();
    await (stopped ??= Promise.all(runs));
  };
  started.push({ buildId, stop });
  return { buildId, stop };
}

/** As the worker asks: again, until Temporal has seen the build. */
const ensured = (buildId: string): Promise<string | undefined> =>
  vi.waitFor(async () => {
    const current = await ensureCurrent(temporal, buildId);
    expect(current).toBeDefined();
    return current;
  }, WAIT);

/** The same Temporal, but that it answers so. */
const withService = (workflowService: object): Temporal =>
  ({
    ...temporal,
    connection: { withDeadline: (_: number, call: () => unknown) => call(), workflowService },
  }) as unknown as Temporal;

describe('a build of the workflows', () => {
  it('is identified by what is executed, wherever it was bundled', () => {
    const bundled = 'run()\n//# sourceMappingURL=data:/home/of/somebody';
    expect(buildIdOf({ code: bundled })).toBe(buildIdOf({ code: bundled.replace('somebody', 'another') }));
    expect(buildIdOf({ code: bundled })).not.toBe(buildIdOf({ code: bundled.replace('run', 'walk') }));
  });

  it(
    'sets itself where none is current, and replaces no other one',
    async () => {
      const first = await start('first');
      expect(await ensured(first.buildId)).toBe(first.buildId);
      const second = await start('second');
      // Also not when the current one has no worker left.
      await first.stop();
      await setBuild(temporal, second.buildId);
      expect(await ensured(first.buildId)).toBe(second.buildId);
      expect((await listBuilds(temporal)).map(({ buildId, isCurrent }) => [buildId, isCurrent])).toEqual([
        [second.buildId, true],
        [first.buildId, false],
      ]);
    },
    TIMEOUT_MS,
  );

  it(
    'decides which worker counts as ready',
    async () => {
      const { hasCurrentWorker, countPollers } = createInspection(temporal);
      const worker = `${process.pid}@${hostname()}`;
      const { buildId } = await start('ready');
      await expect.poll(countPollers, WAIT).toMatchObject({ [TASK_QUEUES.workouts]: 1 });
      // It polls, but gets no work.
      expect(await hasCurrentWorker([worker])).toBe(false);
      await ensured(buildId);
      await expect.poll(() => hasCurrentWorker([worker]), WAIT).toBe(true);
      // PostgreSQL cuts long names.
      expect(await hasCurrentWorker([worker.slice(0, -1)])).toBe(true);
      expect(await hasCurrentWorker(['1@elsewhere'])).toBe(false);
      expect(await hasCurrentWorker([])).toBe(false);
    },
    TIMEOUT_MS,
  );

  it(
    'becomes current by the deploy step of the launcher, which finds it by the worker process',
    async () => {
      const first = await start('before');
      expect(await ensured(first.buildId)).toBe(first.buildId);
      const file = bundleWith('after');
      const temporalAddress = inject('temporalAddress');
      const worker = await startProgramUnderTest('worker', {
        DATABASE_URL: database.databaseUrl,
        TEMPORAL_ADDRESS: temporalAddress,
        TEMPORAL_NAMESPACE: temporal.namespace,
        AFTERBURN_WORKFLOW_BUNDLE: file,
      });
      const signal = AbortSignal.timeout(TIMEOUT_MS);
      vi.stubEnv('TEMPORAL_NAMESPACE', temporal.namespace);
      await deployWorker({ temporalAddress, pid: worker.pid, signal, log: () => {} });
      vi.unstubAllEnvs();
      const buildId = buildIdOf({ code: readFileSync(file, 'utf8') });
      expect(await ensureCurrent(temporal, first.buildId)).toBe(buildId);
      await worker.stop();
    },
    TIMEOUT_MS,
  );

  it(
    'is set once by two workers that start together',
    async () => {
      const { buildId } = await start('twin');
      const stopping = new AbortController();
      const said: string[] = [];
      // One of two that ask at once may have to ask again.
      const log = {
        info: (_: object, message: string) => void said.push(message),
        warn: () => {},
      };
      const keepers = [1, 2].map(() => keepCurrent({ temporal, buildId, log }, stopping.signal));
      await expect.poll(() => said, WAIT).toEqual(['This build is current', 'This build is current']);
      stopping.abort();
      await Promise.all(keepers);
    },
    TIMEOUT_MS,
  );

  it('says what to do where another one is current', async () => {
    const version = (buildId: string) => ({ deploymentVersion: { buildId }, createTime: {} });
    const ofAnother = withService({
      describeWorkerDeployment: () =>
        Promise.resolve({
          workerDeploymentInfo: {
            routingConfig: { currentDeploymentVersion: { buildId: 'other' } },
            versionSummaries: [version('own'), version('other')],
          },
        }),
      setWorkerDeploymentCurrentVersion: () => Promise.reject(new Error('It asked to replace another one.')),
    });
    const stopping = new AbortController();
    const said: string[] = [];
    const warn = (_: object, message: string) => {
      said.push(message);
      stopping.abort();
    };
    await keepCurrent({ temporal: ofAnother, buildId: 'own', log: { info() {}, warn } }, stopping.signal);
    expect(said).toEqual([
      'Build other is current. This worker gets no work until `ops builds set own` makes its build current.',
    ]);
  });

  it('is not asked for where Temporal knows no worker deployments', async () => {
    const unimplemented = Object.assign(new Error('unknown method'), { code: 12, details: '', metadata: {} });
    const old = withService({ describeWorkerDeployment: () => Promise.reject(unimplemented) });
    expect(await knowsBuilds(old)).toBe(false);
    expect(await knowsBuilds(temporal)).toBe(true);
  });
});
