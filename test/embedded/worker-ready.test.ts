import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { describeRun } from '../../src/embedded/greeting.ts';
import { findFreePort } from '../../src/embedded/ports.ts';
import { untilWorkerReady } from '../../src/embedded/worker-ready.ts';

it('waits until the API reports a worker that would process a workout', async () => {
  const answers = [
    { status: 503, body: { title: 'Not ready' } },
    { status: 200, body: { status: 'ready', worker: 'starting' } },
    { status: 200, body: { status: 'ready', worker: 'ready' } },
  ];
  let asked = 0;
  const server = createServer((_request, response) => {
    const { status, body } = answers[Math.min(asked++, answers.length - 1)]!;
    response.writeHead(status).end(JSON.stringify(body));
  }).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await untilWorkerReady(`http://127.0.0.1:${port}`, new AbortController().signal);
  expect(asked).toBe(3);
});

it('gives up when everything stops', async () => {
  const stopping = new AbortController();
  const waiting = untilWorkerReady(`http://127.0.0.1:${await findFreePort()}`, stopping.signal);
  stopping.abort();
  await expect(waiting).rejects.toThrow(/abort/i);
});

it('is not called ready while workouts would wait', () => {
  const run = {
    apiUrl: 'http://a',
    temporalUiUrl: undefined,
    apiKeyFile: 'k',
    apiPid: 1,
    workerPid: 2,
    seconds: 71,
  };
  expect(describeRun({ ...run, isReady: true })).toContain('Afterburn is ready, after 71.0 s.');
  const waiting = describeRun({ ...run, isReady: false });
  expect(waiting).not.toContain('ready,');
  expect(waiting).toContain('no worker is ready yet');
});
