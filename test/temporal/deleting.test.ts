import { afterAll, expect, it, vi } from 'vitest';
import { v4 as uuidV4 } from 'uuid';
import { deleteExecutionsOf } from '../../src/temporal/deleting.ts';
import { connectToSilence } from '../support/temporal-faults.ts';
import { createTestNamespace } from '../support/temporal.ts';

const temporal = await createTestNamespace();
afterAll(() => temporal.close());

const listed = async (athleteUuid: string): Promise<string[]> => {
  const ids: string[] = [];
  for await (const { workflowId } of temporal.client.workflow.list({
    query: `AthleteUuid = '${athleteUuid}'`,
  }))
    ids.push(workflowId);
  return ids;
};

/** As they lie there once they have run; nobody works here. */
async function closedExecutions(athleteUuid: string, count: number): Promise<void> {
  for (let number = 0; number < count; number += 1) {
    const handle = await temporal.client.workflow.start('ProcessWorkout', {
      taskQueue: 'nobody',
      workflowId: `of-${athleteUuid}-${number}`,
      searchAttributes: { AthleteUuid: [athleteUuid] },
    });
    await handle.terminate();
  }
  await expect.poll(() => listed(athleteUuid), { timeout: 10_000 }).toHaveLength(count);
}

it('asks once for what has closed, and waits until it is gone', async () => {
  const athleteUuid = uuidV4();
  await closedExecutions(athleteUuid, 3);
  const asked = vi.spyOn(temporal.connection.workflowService, 'deleteWorkflowExecution');
  const signal = new AbortController().signal;
  expect(await deleteExecutionsOf(temporal, athleteUuid, { onProgress() {}, signal })).toBe(3);
  expect(await listed(athleteUuid)).toEqual([]);
  // Twice where it was listed as running when it had just ended.
  expect(asked.mock.calls.length).toBeLessThanOrEqual(6);
});

it('ends with its caller', async () => {
  const athleteUuid = uuidV4();
  await closedExecutions(athleteUuid, 1);
  const waiting = new AbortController();
  const deleted = deleteExecutionsOf(temporal, athleteUuid, {
    onProgress: () => waiting.abort(),
    signal: waiting.signal,
  });
  await expect(deleted).rejects.toMatchObject({ name: 'AbortError' });
});

it('does not wait for a Temporal that never answers', async () => {
  const silent = await connectToSilence(temporal.namespace);
  const withDeadline = vi.spyOn(silent.connection, 'withDeadline');
  const deleted = deleteExecutionsOf(silent, uuidV4(), {
    onProgress() {},
    signal: new AbortController().signal,
  });
  await expect(deleted).rejects.toThrow('Failed to list workflows');
  expect(withDeadline).toHaveBeenCalled();
});
