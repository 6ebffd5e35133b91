import { afterAll, describe, expect, it } from 'vitest';
import { findFreePort } from '../../src/embedded/ports.ts';
import { connectTemporal } from '../../src/temporal/client.ts';
import { createInspection } from '../../src/temporal/inspection.ts';
import { TASK_QUEUES, WORKFLOWS } from '../../src/domain/workflow-ids.ts';
import { createTestDatabase } from '../support/database.ts';
import { connectToNobody, connectToSilence } from '../support/temporal-faults.ts';
import { createTestNamespace } from '../support/temporal.ts';
import { startTestWorker } from '../support/worker.ts';

const database = await createTestDatabase();
const temporal = await createTestNamespace();
afterAll(async () => {
  await temporal.close();
  await database.drop();
});

describe('the inspection of Temporal', () => {
  it('counts open executions by type', async () => {
    const { countOpenWorkflows } = createInspection(temporal);
    const none = Object.fromEntries(Object.values(WORKFLOWS).map((type) => [type, 0]));
    await expect.poll(countOpenWorkflows, { timeout: 10_000 }).toEqual(none);
    // Nobody polls yet, so they stay open.
    const start = (workflowId: string) =>
      temporal.client.workflow.start(WORKFLOWS.monthlyReport, {
        workflowId,
        taskQueue: 'nobody-polls',
        args: [],
      });
    const [first, second] = [await start('first'), await start('second')];
    await expect
      .poll(countOpenWorkflows, { timeout: 10_000 })
      .toEqual({ ...none, [WORKFLOWS.monthlyReport]: 2 });
    await first.terminate();
    await second.terminate();
    await expect.poll(countOpenWorkflows, { timeout: 10_000 }).toEqual(none);
  });

  it('sees a worker on each task queue, and that there is none', async () => {
    const { countPollers } = createInspection(temporal);
    const queues = Object.values(TASK_QUEUES);
    expect(await countPollers()).toEqual(Object.fromEntries(queues.map((queue) => [queue, 0])));
    const worker = await startTestWorker({ pool: database.pool, temporal, dispatch: false });
    await expect
      .poll(countPollers, { timeout: 10_000 })
      .toEqual(Object.fromEntries(queues.map((queue) => [queue, 1])));
    await worker.stop();
  });

  it('knows nothing, and soon, while Temporal is away', async () => {
    const away = connectTemporal({ address: `127.0.0.1:${await findFreePort()}` });
    const { countOpenWorkflows, countPollers } = createInspection(away);
    const start = performance.now();
    expect(await Promise.all([countOpenWorkflows(), countPollers()])).toEqual([null, null]);
    expect(performance.now() - start).toBeLessThan(3000);
    await away.close();
  });
});

describe('whether Temporal can be reached', () => {
  it('is known within a second or two, also when it hangs', async () => {
    const here = await createTestNamespace();
    expect(await createInspection(here).isReachable()).toBe(true);
    await here.close();
    for (const connect of [connectToNobody, connectToSilence]) {
      expect(await createInspection(await connect(here.namespace)).isReachable()).toBe(false);
    }
  });
});
