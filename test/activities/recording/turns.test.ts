import { expect, it } from 'vitest';
import { createTurns } from '../../../src/activities/recording/turns.ts';

const turnOf = () => new Promise((resolve) => setImmediate(resolve));

it('lets so many in, and the others in the order in which they came', async () => {
  const turns = createTurns(2);
  const entered: number[] = [];
  const leave: (() => void)[] = [];
  const enter = async (i: number) => {
    leave.push(await turns.take());
    entered.push(i);
  };
  for (let i = 0; i < 5; i++) void enter(i);
  await turnOf();
  expect(entered).toEqual([0, 1]);
  leave[1]!();
  await turnOf();
  expect(entered).toEqual([0, 1, 2]);
  leave[0]!();
  leave[2]!();
  await turnOf();
  expect(entered).toEqual([0, 1, 2, 3, 4]);
});

it('forgets who no longer waits', async () => {
  const turns = createTurns(1);
  const giveBack = await turns.take();
  const controller = new AbortController();
  const gone = turns.take(controller.signal);
  const next = turns.take();
  controller.abort(new Error('the worker shuts down'));
  await expect(gone).rejects.toThrow('the worker shuts down');
  await expect(turns.take(controller.signal)).rejects.toThrow('the worker shuts down');
  giveBack();
  (await next)();
  await expect(turns.take()).resolves.toBeTypeOf('function');
});
