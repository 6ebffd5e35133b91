import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { buildIdOf, makeCurrent } from '../temporal/builds.ts';
import type { Temporal } from '../temporal/client.ts';
import { hasCode } from '../temporal/grpc-codes.ts';
import { UsageError } from './usage-error.ts';

export const BUILDS_USAGE = 'npm run ops -- builds [list | current | set [<build id>]]';

/** Temporal sees a new worker within seconds. */
const ATTEMPTS = 120;
const PAUSE_MS = 500;

/** Makes a build current once Temporal has seen its workers on every task queue in use. Waits up to a minute. */
export async function setBuild(temporal: Temporal, buildId: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await makeCurrent(temporal, buildId);
    } catch (error) {
      if (!hasCode(error, 'NOT_FOUND', 'FAILED_PRECONDITION')) throw error;
      if (attempt === ATTEMPTS)
        throw new Error(
          `Temporal has not seen a worker of build ${buildId} on every task queue. Start one first.`,
          { cause: error },
        );
      await delay(PAUSE_MS);
    }
  }
}

/** Returns the build id of the bundle that `npm run build` left beside the compiled programs. */
export function installedBuildId(): string {
  const file = new URL('../workflow-bundle.js', import.meta.url);
  if (!existsSync(file))
    throw new UsageError(`Name the build. A worker logs its id when it starts.\n${BUILDS_USAGE}`);
  return buildIdOf({ code: readFileSync(file, 'utf8') });
}
