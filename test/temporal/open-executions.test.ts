import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { v4 as uuidV4 } from 'uuid';
import type { Temporal } from '../../src/temporal/client.ts';
import { createOpenExecutions } from '../../src/temporal/open-executions.ts';
import { connectToNobody } from '../support/temporal-faults.ts';
import { createTestNamespace } from '../support/temporal.ts';

let temporal: Temporal;
beforeAll(async () => {
  temporal = await createTestNamespace();
});
afterAll(() => temporal.close());

/** Open until it is terminated: nobody works here. */
const open = () =>
  temporal.client.workflow.start('ProcessWorkout', { taskQueue: 'nobody', workflowId: `open-${uuidV4()}` });

it('asks once whether an execution has ended, and is answered when it has', async () => {
  const handle = await open();
  const asked = vi.spyOn(temporal.connection.workflowService, 'getWorkflowExecutionHistory');
  const onEnd = vi.fn();
  const { signal } = new AbortController();
  const executions = createOpenExecutions(temporal, { signal, onEnd, mostMs: 8000 });
  executions.follow(handle.workflowId);
  // As many calls as it would have made meanwhile, were it answered at once each time.
  for (let call = 0; call < 20; call += 1) await handle.describe();
  expect(executions.count()).toBe(1);
  await handle.terminate();
  await executions.settled();
  expect(onEnd).toHaveBeenCalledOnce();
  expect(executions.count()).toBe(0);
  expect(asked.mock.calls.length).toBeGreaterThanOrEqual(1);
  expect(asked.mock.calls.length).toBeLessThanOrEqual(3);
});

it('no longer counts an execution that takes longer than is usual', async () => {
  const handle = await open();
  const onEnd = vi.fn();
  const { signal } = new AbortController();
  const executions = createOpenExecutions(temporal, { signal, onEnd, mostMs: 100 });
  executions.follow(handle.workflowId);
  await executions.settled();
  expect(onEnd).toHaveBeenCalledOnce();
  expect(executions.count()).toBe(0);
  expect((await handle.describe()).status.name).toBe('RUNNING');
});

it('ends with whoever follows', async () => {
  const handle = await open();
  const stopping = new AbortController();
  const executions = createOpenExecutions(temporal, {
    signal: stopping.signal,
    onEnd() {},
    mostMs: 3_600_000,
  });
  executions.follow(handle.workflowId);
  await handle.describe();
  stopping.abort();
  await executions.settled();
  expect(executions.count()).toBe(0);
});

it('lets go of an execution while Temporal is away, and ends', { timeout: 30_000 }, async () => {
  const away = await connectToNobody(temporal.namespace);
  const stopping = new AbortController();
  const onEnd = vi.fn();
  const { signal } = stopping;
  const unusual = createOpenExecutions(away, { signal, onEnd, mostMs: 100 });
  unusual.follow('of nobody');
  await unusual.settled();
  expect(onEnd).toHaveBeenCalledOnce();
  const usual = createOpenExecutions(away, { signal, onEnd() {}, mostMs: 3_600_000 });
  usual.follow('of nobody');
  stopping.abort();
  await usual.settled();
  expect([unusual.count(), usual.count()]).toEqual([0, 0]);
});
