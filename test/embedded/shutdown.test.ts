import { expect, it } from 'vitest';
import { createShutdown, startTogether, type Part, type Stoppable } from '../../src/embedded/shutdown.ts';

const DEADLINE_MS = 60_000;

function recordingStops() {
  const stopped: string[] = [];
  const part = (name: Part): [Part, Stoppable] => [
    name,
    { stop: async () => void stopped.push(name), kill: () => {} },
  ];
  return { stopped, part };
}

it('stops the programs before the servers that they need, whatever order they started in', async () => {
  const { stopped, part } = recordingStops();
  const shutdown = createShutdown({ log: () => {}, deadlineMs: DEADLINE_MS });
  for (const name of ['lock', 'temporal', 'postgres', 'worker', 'api'] as const) shutdown.add(...part(name));
  await Promise.all([shutdown.run(), shutdown.run()]);
  expect(stopped).toEqual(['api', 'worker', 'temporal', 'postgres', 'lock']);
});

it('goes on when one of them does not stop', async () => {
  const { stopped, part } = recordingStops();
  const lines: string[] = [];
  const shutdown = createShutdown({ log: (line) => void lines.push(line), deadlineMs: DEADLINE_MS });
  shutdown.add('worker', { stop: () => Promise.reject(new Error('stuck')), kill: () => {} });
  shutdown.add(...part('postgres'));
  await shutdown.run();
  expect(stopped).toEqual(['postgres']);
  expect(lines).toEqual(['The worker did not stop cleanly: Error: stuck']);
});

it('lets what is still starting give up when its neighbour fails, and waits for that', async () => {
  const { stopped, part } = recordingStops();
  const shutdown = createShutdown({ log: () => {}, deadlineMs: DEADLINE_MS });
  shutdown.add(...part('lock'));
  const starting = new Promise<never>((_resolve, reject) => {
    shutdown.signal.addEventListener('abort', () => reject(shutdown.signal.reason as Error));
  });
  const failing = Promise.reject(new Error('port busy'));
  await expect(startTogether(shutdown, [starting, failing])).rejects.toThrow('port busy');
  await expect(starting).rejects.toThrow('stopped while it was starting');
  expect(stopped).toEqual(['lock']);
});
