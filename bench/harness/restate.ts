import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { findFreePort } from '../../src/embedded/ports.ts';
import { startServerProcess, type RunningProcess } from '../../src/embedded/server-process.ts';
import { untilTrue } from './waiting.ts';

const BINARY = fileURLToPath(new URL('../../node_modules/.bin/restate-server', import.meta.url));

export const findRestate = (): string | undefined => (existsSync(BINARY) ? BINARY : undefined);

/** Its addresses, encoded in the one URL that a contender gets. */
export interface RestateAddresses {
  ingress: string;
  admin: string;
  /** Port on which the called service must listen. */
  servicePort: number;
}

export function readRestateAddresses(serverUrl: string): RestateAddresses {
  const { origin, searchParams } = new URL(serverUrl);
  return {
    ingress: origin,
    admin: searchParams.get('admin')!,
    servicePort: Number(searchParams.get('servicePort')),
  };
}

/** Starts a single node. It retries an unreachable service every 100 ms, so a consumer starts without a delay. */
export async function startRestate(folder: string): Promise<RunningProcess & { url: string }> {
  const [port, admin, ingress, service] = [
    await findFreePort(),
    await findFreePort(),
    await findFreePort(),
    await findFreePort(),
  ];
  const settings = {
    RESTATE_BASE_DIR: path.join(folder, 'restate'),
    RESTATE_BIND_IP: '127.0.0.1',
    RESTATE_LISTEN_MODE: 'tcp',
    RESTATE_BIND_PORT: String(port),
    RESTATE_ADMIN__BIND_ADDRESS: `127.0.0.1:${admin}`,
    RESTATE_INGRESS__BIND_ADDRESS: `127.0.0.1:${ingress}`,
    RESTATE_WORKER__INVOKER__CONCURRENT_INVOCATIONS_LIMIT: '20',
    RESTATE_DEFAULT_RETRY_POLICY__INITIAL_INTERVAL: '100ms',
    RESTATE_DEFAULT_RETRY_POLICY__MAX_INTERVAL: '100ms',
    RESTATE_DEFAULT_RETRY_POLICY__MAX_ATTEMPTS: '100000',
    RESTATE_DISABLE_TELEMETRY: 'true',
    RESTATE_LOG_FILTER: 'error',
  };
  const running = await startServerProcess({
    command: 'env',
    args: [...Object.entries(settings).map(([name, value]) => `${name}=${value}`), BINARY, '--no-logo'],
    logFile: path.join(folder, 'logs', 'restate.log'),
    stopSignals: [{ signal: 'SIGTERM', graceMs: 10_000 }],
  });
  await untilTrue('Restate', () => isHealthy(`http://127.0.0.1:${ingress}/restate/health`));
  return {
    ...running,
    url: `http://127.0.0.1:${ingress}/?admin=${encodeURIComponent(`http://127.0.0.1:${admin}`)}&servicePort=${service}`,
  };
}

const isHealthy = (url: string): Promise<boolean> =>
  fetch(url).then(
    (response) => response.ok,
    () => false,
  );
