import { createServer } from 'node:net';

/** A configured port: the variable that sets it, and whether it is set. */
export interface PortChoice {
  variable: string;
  port: number;
  isExplicit: boolean;
}

/**
 * Chooses a port before its server is started. A port that is set is used, or it is an error. A default that is in
 * use is replaced by a free port, which is reported.
 */
export async function choosePort(
  choice: PortChoice,
  host: string,
  log: (line: string) => void,
): Promise<number> {
  if (choice.port === 0) return findFreePort(host);
  if (await isPortFree(choice.port, host)) return choice.port;
  if (choice.isExplicit) {
    throw new Error(
      `Port ${choice.port} is in use by another program: set ${choice.variable} to a free port, or stop that program.`,
    );
  }
  const port = await findFreePort(host);
  log(`Port ${choice.port} is in use by another program: using ${port} (${choice.variable} sets it).`);
  return port;
}

/** Throws if the port is in use. So a server that answers there later is the one that was started. */
export async function requireFreePort(port: number, server: string): Promise<void> {
  if (await isPortFree(port)) return;
  throw new Error(`${server} cannot start: port ${port} is in use by another program.`);
}

export async function isPortFree(port: number, host = '127.0.0.1'): Promise<boolean> {
  return (await tryListen(port, host)) !== undefined;
}

export async function findFreePort(host = '127.0.0.1'): Promise<number> {
  const port = await tryListen(0, host);
  if (port === undefined) throw new Error(`There is no free port on ${host}.`);
  return port;
}

async function tryListen(port: number, host: string): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen({ port, host, exclusive: true }, () => {
      const address = server.address();
      const actual = typeof address === 'object' ? address?.port : undefined;
      server.close(() => resolve(actual));
    });
  });
}
