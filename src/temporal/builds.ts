import { createHash } from 'node:crypto';
import { withDeadline, type Temporal } from './client.ts';
import { hasCode } from './grpc-codes.ts';
import { describeQueue } from './inspection.ts';
import { DEPLOYMENT_NAME, TASK_QUEUES } from '../domain/workflow-ids.ts';
import { toSeconds } from './protobuf-times.ts';

const CALL_TIMEOUT_MS = 5000;
/** Temporal responds after the state of each task queue has changed, which takes seconds on a busy server. */
const CHANGE_TIMEOUT_MS = 20_000;

/** A version of the workflow code: in Temporal, a version of our worker deployment. */
export interface Build {
  buildId: string;
  isCurrent: boolean;
  createdAt: Date;
}

interface Deployment {
  builds: Build[];
  /** Makes a change fail if another one came first. */
  conflictToken?: Uint8Array | undefined;
}

/**
 * Returns the build id of a workflow bundle: a hash without the source map, which contains folder names. The same code
 * has the same id on every machine.
 */
export function buildIdOf({ code }: { code: string }): string {
  const [executed] = code.split('//# sourceMappingURL');
  return createHash('sha256').update(executed!).digest('hex').slice(0, 12);
}

/** Lists the builds whose workers Temporal has seen, newest first. */
export async function listBuilds(temporal: Temporal): Promise<Build[]> {
  return (await describe(temporal)).builds;
}

/** Returns whether the server supports worker deployments. */
export async function knowsBuilds(temporal: Temporal): Promise<boolean> {
  try {
    await describe(temporal);
    return true;
  } catch (error) {
    if (hasCode(error, 'UNIMPLEMENTED')) return false;
    throw error;
  }
}

/**
 * Makes this build current: its workers get all work. @throws if Temporal has not seen its workers on every task queue
 * in use
 */
export async function makeCurrent(
  temporal: Temporal,
  buildId: string,
  conflictToken?: Uint8Array,
): Promise<void> {
  await withDeadline(temporal, CHANGE_TIMEOUT_MS, () =>
    temporal.connection.workflowService.setWorkerDeploymentCurrentVersion({
      namespace: temporal.namespace,
      deploymentName: DEPLOYMENT_NAME,
      buildId,
      identity: `afterburn ${buildId}`,
      ...(conflictToken ? { conflictToken } : {}),
    }),
  );
}

/**
 * Makes a build current if none is: on a new Temporal, or after it lost its database. Otherwise only a deployment
 * changes the current build.
 * @returns the current build; undefined until Temporal has seen the workers
 */
export async function ensureCurrent(temporal: Temporal, buildId: string): Promise<string | undefined> {
  const { builds, conflictToken } = await describe(temporal);
  const current = builds.find((build) => build.isCurrent);
  if (current) return current.buildId;
  if (!builds.some((build) => build.buildId === buildId)) return undefined;
  try {
    await makeCurrent(temporal, buildId, conflictToken);
    return buildId;
  } catch (error) {
    // Another worker was faster, or Temporal has not seen us on each task queue.
    if (hasCode(error, 'FAILED_PRECONDITION')) return undefined;
    throw error;
  }
}

/** Finds the build of a worker process by its identity, once it has polled. */
export async function findBuildOf(temporal: Temporal, identity: string): Promise<string | undefined> {
  const { pollers } = await describeQueue(temporal, TASK_QUEUES.workouts, CALL_TIMEOUT_MS);
  // An earlier process may have had the same identity.
  const [newest] = (pollers ?? [])
    .filter((poller) => poller.identity === identity)
    .toSorted((one, other) => toSeconds(other.lastAccessTime) - toSeconds(one.lastAccessTime));
  return newest?.deploymentOptions?.buildId ?? undefined;
}

async function describe(temporal: Temporal): Promise<Deployment> {
  const { namespace } = temporal;
  try {
    const { workerDeploymentInfo, conflictToken } = await withDeadline(temporal, CALL_TIMEOUT_MS, () =>
      temporal.connection.workflowService.describeWorkerDeployment({
        namespace,
        deploymentName: DEPLOYMENT_NAME,
      }),
    );
    const current = workerDeploymentInfo?.routingConfig?.currentDeploymentVersion?.buildId;
    const builds = (workerDeploymentInfo?.versionSummaries ?? []).flatMap((summary): Build[] => {
      const buildId = summary.deploymentVersion?.buildId;
      if (!buildId) return [];
      const createdAt = new Date(toSeconds(summary.createTime) * 1000);
      return [{ buildId, isCurrent: buildId === current, createdAt }];
    });
    return {
      builds: builds.toSorted((one, other) => other.createdAt.getTime() - one.createdAt.getTime()),
      conflictToken: conflictToken ?? undefined,
    };
  } catch (error) {
    if (hasCode(error, 'NOT_FOUND')) return { builds: [] };
    throw error;
  }
}
