import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { choosePort, findFreePort, isPortFree } from '../../src/embedded/ports.ts';

const HOST = '127.0.0.1';

async function occupyPort(): Promise<number> {
  const server = createServer().listen(0, HOST);
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return (server.address() as { port: number }).port;
}

it('takes a free port as it is', async () => {
  const port = await findFreePort();
  expect(await choosePort({ variable: 'PORT', port, isExplicit: true }, HOST, () => {})).toBe(port);
});

it('names variable and port when the one that was asked for is busy', async () => {
  const port = await occupyPort();
  await expect(choosePort({ variable: 'PORT', port, isExplicit: true }, HOST, () => {})).rejects.toThrow(
    `Port ${port} is in use by another program: set PORT to a free port, or stop that program.`,
  );
});

it('takes another one in place of a busy default, and says so', async () => {
  const busy = await occupyPort();
  const lines: string[] = [];
  const choice = { variable: 'TEMPORAL_PORT', port: busy, isExplicit: false };
  const port = await choosePort(choice, HOST, (line) => void lines.push(line));
  expect(port).not.toBe(busy);
  expect(await isPortFree(port)).toBe(true);
  expect(lines).toEqual([
    `Port ${busy} is in use by another program: using ${port} (TEMPORAL_PORT sets it).`,
  ]);
});

it('takes any port when asked for port 0', async () => {
  expect(await choosePort({ variable: 'PORT', port: 0, isExplicit: true }, HOST, () => {})).toBeGreaterThan(
    0,
  );
});
