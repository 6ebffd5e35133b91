import { expect, it } from 'vitest';
import { createSemaphore } from '../../src/process/semaphore.ts';
import { takeSlot } from '../support/take-slot.ts';

const nextTick = () => new Promise((resolve) => setImmediate(resolve));

it('admits up to its limit, and further callers in order', async () => {
  const semaphore = createSemaphore(2);
  const entered: number[] = [];
  const leave: (() => void)[] = [];
  const enter = async (i: number) => {
    leave.push(await takeSlot(semaphore));
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

it('returns the result of the work, and frees the slot after an error', async () => {
  const semaphore = createSemaphore(1);
  await expect(semaphore(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  await expect(semaphore(() => Promise.resolve(7))).resolves.toBe(7);
});

it('skips a caller whose wait was aborted', async () => {
  const semaphore = createSemaphore(1);
  const leave = await takeSlot(semaphore);
  const controller = new AbortController();
  const { signal } = controller;
  const gone = semaphore(() => Promise.resolve(), signal);
  const next = semaphore(() => Promise.resolve('next'));
  controller.abort(new Error('the worker shuts down'));
  await expect(gone).rejects.toThrow('the worker shuts down');
  await expect(semaphore(() => Promise.resolve(), signal)).rejects.toThrow('the worker shuts down');
  leave();
  await expect(next).resolves.toBe('next');
  await expect(semaphore(() => Promise.resolve('last'))).resolves.toBe('last');
});
