import { hostname } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { findBuildOf, knowsBuilds, makeCurrent } from '../temporal/builds.ts';
import { connectTemporal } from '../temporal/client.ts';
import { hasCode } from '../temporal/grpc-codes.ts';

const LOOK_MS = 100;

interface Deployment {
  temporalAddress: string | undefined;
  /** The worker process. */
  pid: number;
  signal: AbortSignal;
  log: (line: string) => void;
}

/** Makes the build of a new worker current: after a change of the workflows, `npm start` is a deployment. */
export async function deployWorker({ temporalAddress, pid, signal, log }: Deployment): Promise<void> {
  const temporal = connectTemporal({ address: temporalAddress });
  try {
    let isVersioned: boolean | undefined;
    while (!signal.aborted) {
      try {
        isVersioned ??= await knowsBuilds(temporal);
        if (!isVersioned) return;
        const buildId = await findBuildOf(temporal, `${pid}@${hostname()}`);
        if (buildId !== undefined) return await makeCurrent(temporal, buildId);
      } catch (error) {
        // The server's administrators choose the current build.
        if (hasCode(error, 'PERMISSION_DENIED'))
          return log(`The worker's build could not be made current: ${String(error)}`);
        // Temporal is down, or has not seen the worker on each task queue.
      }
      await delay(LOOK_MS, undefined, { signal }).catch(() => {});
    }
  } finally {
    await temporal.close();
  }
}
