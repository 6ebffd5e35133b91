import { expect, it } from 'vitest';
import { createSourceQueues } from '../../src/activities/webhooks/source-queues.ts';

const NOW = 1000;
const held = (source: string, nextAttemptAt: number) => ({
  source,
  nextEventId: 1,
  attempts: 1,
  nextAttemptAt,
});
const event = (source: string, eventId = 1) => ({
  source,
  eventId,
  position: 1,
  type: 'report.ready',
  athleteId: source,
  data: {},
  createdAt: new Date(NOW),
});

it('new events and due retries take turns', () => {
  const queues = createSourceQueues([held('retry-1', NOW), held('retry-2', NOW), held('later', NOW + 1)]);
  for (const source of ['new-1', 'new-2', 'new-3']) expect(queues.add(event(source))).toBe(true);
  const taken = Array.from({ length: 6 }, () => queues.takeReady(NOW)?.source);
  expect(taken).toEqual(['new-1', 'retry-1', 'new-2', 'retry-2', 'new-3', undefined]);
  expect(queues.nextDueAt()).toBe(NOW + 1);
});

it('a source sends one event at a time, and reads its own log while it is held', () => {
  const queues = createSourceQueues([]);
  queues.add(event('a', 1));
  queues.add(event('a', 2));
  const queue = queues.takeReady(NOW)!;
  expect(queues.takeReady(NOW)).toBeUndefined();
  expect(queues.hold(queue, { nextEventId: 1, dueAt: NOW + 5 }).map(({ eventId }) => eventId)).toEqual([
    1, 2,
  ]);
  queues.putBack(queue);
  expect(queues.add(event('a', 3))).toBe(false);
  expect(queues.takeReady(NOW + 4)).toBeUndefined();
  expect(queues.takeReady(NOW + 5)).toBe(queue);
});
