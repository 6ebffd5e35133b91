import { tsToMs } from '@temporalio/common/lib/time.js';
import { withDeadline, type Temporal } from './client.ts';
import { hasCode } from './grpc-codes.ts';
import { DEPLOYMENT_NAME, TASK_QUEUES } from './names.ts';

const CALL_TIMEOUT_MS = 5000;
/** A change is answered once each task queue's own state knows of it: seconds on a busy server. */
const CHANGE_TIMEOUT_MS = 20_000;
/** An idle worker's poll waits a minute before it is asked anew: silent for longer, and some slack, it is gone. */
const GONE_AFTER_MS = 75_000;

/** A state of the workflows' code, as Temporal knows it: a version of our worker deployment. */
export interface Build {
  buildId: string;
  isCurrent: boolean;
  createdAt: Date;
  /** Whether it was ever given work: one that was, and is not current, was replaced. */
  wasCurrent: boolean;
}

interface Deployment {
  builds: Build[];
  /** Lets a change fail that rests on what is no longer so. */
  conflictToken: Uint8Array | undefined;
}

/** The builds whose workers Temporal has seen, newest first. */
export async function listBuilds(temporal: Temporal): Promise<Build[]> {
  return (await describe(temporal)).builds;
}

/** False on a server from before worker deployments. */
export async function knowsBuilds(temporal: Temporal): Promise<boolean> {
  try {
    await describe(temporal);
    return true;
  } catch (error) {
    if (hasCode(error, 'UNIMPLEMENTED')) return false;
    throw error;
  }
}

/** From now on this build gets all work. @throws when Temporal has not seen its workers on every task queue in use */
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

/** `current`: it gets all work. `unseen`: its workers have not been seen yet. `replaced`: another one gets the work. */
export type Claim = { state: 'current' | 'unseen' } | { state: 'replaced'; by: string };

/**
 * Makes a build current whose turn it is: when none is, when it is new, or when the one that is current has no worker
 * left. One that was replaced stays so for as long as the other one works: a straggler that restarts takes nothing back.
 */
export async function claimCurrent(
  temporal: Temporal,
  buildId: string,
  { goneAfterMs = GONE_AFTER_MS } = {},
): Promise<Claim> {
  const { builds, conflictToken } = await describe(temporal);
  const own = builds.find((build) => build.buildId === buildId);
  if (!own) return { state: 'unseen' };
  if (own.isCurrent) return { state: 'current' };
  const current = builds.find((build) => build.isCurrent);
  if (current && own.wasCurrent && (await hasWorkers(temporal, current.buildId, goneAfterMs)))
    return { state: 'replaced', by: current.buildId };
  try {
    await makeCurrent(temporal, buildId, conflictToken);
    return { state: 'current' };
  } catch (error) {
    // Another worker was quicker, or a task queue has not seen us yet.
    if (hasCode(error, 'FAILED_PRECONDITION')) return { state: 'unseen' };
    // Somebody else decides, and has.
    if (hasCode(error, 'PERMISSION_DENIED') && current) return { state: 'replaced', by: current.buildId };
    throw error;
  }
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
      return [
        {
          buildId,
          isCurrent: buildId === current,
          createdAt: new Date(tsToMs(summary.createTime)),
          wasCurrent: Boolean(summary.firstActivationTime),
        },
      ];
    });
    return {
      builds: builds.toSorted((one, other) => other.createdAt.getTime() - one.createdAt.getTime()),
      conflictToken: conflictToken ?? undefined,
    };
  } catch (error) {
    if (hasCode(error, 'NOT_FOUND')) return { builds: [], conflictToken: undefined };
    throw error;
  }
}

async function hasWorkers(temporal: Temporal, buildId: string, goneAfterMs: number): Promise<boolean> {
  const { pollers } = await withDeadline(temporal, CALL_TIMEOUT_MS, () =>
    temporal.connection.workflowService.describeTaskQueue({
      namespace: temporal.namespace,
      taskQueue: { name: TASK_QUEUES.workouts },
    }),
  );
  const since = Date.now() - goneAfterMs;
  return (pollers ?? []).some(
    ({ deploymentOptions, lastAccessTime }) =>
      deploymentOptions?.buildId === buildId && tsToMs(lastAccessTime) >= since,
  );
}
