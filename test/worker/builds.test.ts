import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { DefaultLogger, NativeConnection, Runtime } from '@temporalio/worker';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it, vi } from 'vitest';
import { claimCurrent, knowsBuilds, listBuilds, makeCurrent, type Claim } from '../../src/temporal/builds.ts';
import type { Temporal } from '../../src/temporal/client.ts';
import { keepCurrent } from '../../src/worker/current-build.ts';
import { buildIdOf, bundleWorkflows, createWorkers } from '../../src/worker/workers.ts';
import { makeTemporaryFolder } from '../embedded/temporary-folder.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
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

/** A worker whose workflows differ from those of another one by a remark. */
async function start(remark: string): Promise<Started> {
  const file = path.join(makeTemporaryFolder(), 'bundle.js');
  writeFileSync(file, `/* ${remark} */ ${code}`);
  const { workers, buildId } = await createWorkers({
    connection,
    namespace: temporal.namespace,
    workflowBundlePath: file,
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

/** As the worker asks: again, until Temporal has seen the build and answers in time. */
const claimed = (buildId: string, options?: { goneAfterMs: number }): Promise<Claim> =>
  vi.waitFor(async () => {
    const claim = await claimCurrent(temporal, buildId, options);
    expect(claim.state).not.toBe('unseen');
    return claim;
  }, WAIT);

/** The same Temporal, but that it answers so. */
const withService = (workflowService: object): Temporal =>
  ({
    ...temporal,
    connection: { withDeadline: (_: number, call: () => unknown) => call(), workflowService },
  }) as unknown as Temporal;

describe('a build of the workflows', () => {
  it('is told by what is executed, wherever it was bundled', () => {
    const bundled = 'run()\n//# sourceMappingURL=data:/home/of/somebody';
    expect(buildIdOf({ code: bundled })).toBe(buildIdOf({ code: bundled.replace('somebody', 'another') }));
    expect(buildIdOf({ code: bundled })).not.toBe(buildIdOf({ code: bundled.replace('run', 'walk') }));
  });

  it(
    'gets the work when it is new, and takes nothing back from the one that replaced it',
    async () => {
      const first = await start('first');
      expect(await claimed(first.buildId)).toEqual({ state: 'current' });
      const second = await start('second');
      expect(await claimed(second.buildId)).toEqual({ state: 'current' });
      // The straggler starts again.
      await first.stop();
      const again = await start('first');
      expect(again.buildId).toBe(first.buildId);
      expect(await claimed(first.buildId)).toEqual({ state: 'replaced', by: second.buildId });

      // Back on purpose: what was replaced now is the second one.
      await vi.waitFor(() => makeCurrent(temporal, first.buildId), WAIT);
      expect(await claimed(second.buildId)).toEqual({ state: 'replaced', by: first.buildId });
      expect((await listBuilds(temporal)).map(({ buildId, isCurrent }) => [buildId, isCurrent])).toEqual([
        [second.buildId, false],
        [first.buildId, true],
      ]);

      // Back without anybody's word: nobody is left who could do the work.
      await again.stop();
      expect(await claimed(second.buildId, { goneAfterMs: 0 })).toEqual({ state: 'current' });
    },
    TIMEOUT_MS,
  );

  it(
    'is made current once by two workers that start together',
    async () => {
      const { buildId } = await start('twin');
      const stopping = new AbortController();
      const said: string[] = [];
      // One of two who ask at once may have to ask again.
      const log = {
        info: (_: object, message: string) => void said.push(message),
        warn: () => {},
      };
      const turns = [false, false];
      const keepers = turns.map((_, keeper) =>
        keepCurrent({ temporal, buildId, log, onTurn: (ours) => (turns[keeper] = ours) }, stopping.signal),
      );
      await expect.poll(() => said, WAIT).toEqual(['This build gets the work', 'This build gets the work']);
      expect(turns).toEqual([true, true]);
      stopping.abort();
      await Promise.all(keepers);
    },
    TIMEOUT_MS,
  );

  it.each([
    {
      what: 'has no turn where another one is current, and nobody may change it',
      current: 'other',
      turn: false,
    },
    { what: 'has its turn where somebody else has made it current', current: 'own', turn: true },
  ])('$what', async ({ current, turn }) => {
    const version = (buildId: string) => ({ deploymentVersion: { buildId }, createTime: {} });
    const refused = Object.assign(new Error('not yours'), { code: 7, details: '', metadata: {} });
    const ofSomebodyElse = withService({
      describeWorkerDeployment: () =>
        Promise.resolve({
          workerDeploymentInfo: {
            routingConfig: { currentDeploymentVersion: { buildId: current } },
            versionSummaries: [version('own'), version('other')],
          },
        }),
      setWorkerDeploymentCurrentVersion: () => Promise.reject(refused),
    });
    const stopping = new AbortController();
    const turns: boolean[] = [];
    await keepCurrent(
      {
        temporal: ofSomebodyElse,
        buildId: 'own',
        log: { info() {}, warn() {} },
        onTurn: (ours) => {
          turns.push(ours);
          stopping.abort();
        },
      },
      stopping.signal,
    );
    expect(turns).toEqual([turn]);
  });

  const quiet = { info() {}, warn() {} };
  const failing = (status: number) =>
    Promise.reject(Object.assign(new Error('refused'), { code: status, details: '', metadata: {} }));

  it('has no turn before Temporal has seen it', async () => {
    const stopping = new AbortController();
    const turns: boolean[] = [];
    const onTurn = (ours: boolean) => {
      turns.push(ours);
      stopping.abort();
    };
    const unseen = withService({ describeWorkerDeployment: () => failing(5) });
    await keepCurrent({ temporal: unseen, buildId: 'own', onTurn, log: quiet }, stopping.signal);
    expect(turns).toEqual([false]);
  });

  it('is told nothing of its turn while Temporal does not answer', async () => {
    const stopping = new AbortController();
    const turns: boolean[] = [];
    const log = { ...quiet, warn: () => stopping.abort() };
    const away = withService({ describeWorkerDeployment: () => failing(14) });
    await keepCurrent(
      { temporal: away, buildId: 'own', onTurn: (ours) => turns.push(ours), log },
      stopping.signal,
    );
    expect(turns).toEqual([]);
  });

  it('is not asked for where Temporal knows no worker deployments', async () => {
    const unimplemented = Object.assign(new Error('unknown method'), { code: 12, details: '', metadata: {} });
    const old = withService({ describeWorkerDeployment: () => Promise.reject(unimplemented) });
    expect(await knowsBuilds(old)).toBe(false);
    expect(await knowsBuilds(temporal)).toBe(true);
  });
});
