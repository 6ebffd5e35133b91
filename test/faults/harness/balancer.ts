import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** One address before several servers: a worker takes one. */
export interface Balancer {
  port: number;
  close(): Promise<void>;
}

/** Distributes connections round-robin. When a server does not answer, the next one is used. */
export async function openBalancer(ports: readonly number[]): Promise<Balancer> {
  const open = new Set<Socket>();
  let next = 0;
  const server = createServer((near) => {
    open.add(near);
    near.setNoDelay(true).on('error', () => {});
    near.on('close', () => open.delete(near));
    next += 1;
    join(near, [...ports.slice(next % ports.length), ...ports.slice(0, next % ports.length)]);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

function join(near: Socket, [port, ...others]: number[]): void {
  if (port === undefined) return void near.resetAndDestroy();
  const far = connect(port, '127.0.0.1').setNoDelay(true);
  let isConnected = false;
  far.on('connect', () => {
    isConnected = true;
    near.pipe(far).pipe(near);
  });
  far.on('error', () => (isConnected ? near.resetAndDestroy() : join(near, others)));
  far.on('close', () => {
    if (isConnected) near.destroy();
  });
  near.on('close', () => far.destroy());
}
