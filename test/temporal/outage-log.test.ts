import { expect, it } from 'vitest';
import { createOutageLog } from '../../src/temporal/outage-log.ts';
import { runRounds } from '../../src/temporal/rounds.ts';

const messages = { failed: 'away', recovered: 'back' };

function createLog() {
  const lines: [string, object][] = [];
  return { lines, warn: (fields: object, message: string) => void lines.push([message, fields]) };
}

it('logs the first failure, then one a minute, then the recovery', () => {
  const log = createLog();
  let now = 0;
  const outage = createOutageLog(log, messages, () => now);
  const error = new Error('no route');
  outage.succeeded();
  for (; now <= 130_000; now += 10_000) outage.failed(error, { workflowId: 'one' });
  now = 140_000;
  outage.succeeded();
  outage.succeeded();
  outage.failed(error);
  expect(log.lines).toEqual([
    ['away', { error, failures: 1, workflowId: 'one' }],
    ['away', { error, failures: 7, workflowId: 'one' }],
    ['away', { error, failures: 13, workflowId: 'one' }],
    ['back', { failures: 14, seconds: 140 }],
    ['away', { error, failures: 1 }],
  ]);
});

it('logs an outage of rounds once, and that it is over', async () => {
  const log = createLog();
  const stopping = new AbortController();
  let rounds = 0;
  const round = async (): Promise<number> => {
    if (++rounds <= 3) throw new Error('no route');
    stopping.abort();
    return 0;
  };
  await runRounds({ round, failedMs: 1, log, ...messages }, stopping.signal);
  expect(log.lines.map(([message]) => message)).toEqual(['away', 'back']);
  expect(log.lines[1]![1]).toMatchObject({ failures: 3 });
});
