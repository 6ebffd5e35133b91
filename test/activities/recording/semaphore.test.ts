import { expect, it } from 'vitest';
import { createSemaphore } from '../../../src/activities/recording/semaphore.ts';

const nextTick = () => new Promise((resolve) => setImmediate(resolve));

it('admits up to its limit, and further callers in order', async () => {
  const semaphore = createSemaphore(2);
  const entered: number[] = [];
  const leave: (() => void)[] = [];
  const enter = async (i: number) => {
    leave.push(await semaphore.acquire());
    entered.push(i);
  };
  for (let i = 0; i < 5; i++) void enter(i);
  await nextTick();
  expect(entered).toEqual([0, 1]);
  leave[1]!();
  await nextTick();
  expect(entered).toEqual([0, 1, 2]);
  leave[0]!();
  leave[2]!();
  await nextTick();
  expect(entered).toEqual([0, 1, 2, 3, 4]);
});

it('skips a caller whose wait was aborted', async () => {
  const semaphore = createSemaphore(1);
  const release = await semaphore.acquire();
  const controller = new AbortController();
  const gone = semaphore.acquire(controller.signal);
  const next = semaphore.acquire();
  controller.abort(new Error('the worker shuts down'));
  await expect(gone).rejects.toThrow('the worker shuts down');
  await expect(semaphore.acquire(controller.signal)).rejects.toThrow('the worker shuts down');
  release();
  (await next)();
  await expect(semaphore.acquire()).resolves.toBeTypeOf('function');
});
