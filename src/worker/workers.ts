import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  bundleWorkflowCode,
  DefaultLogger,
  Worker,
  type NativeConnection,
  type WorkerDeploymentOptions,
} from '@temporalio/worker';
import { createActivities } from '../activities/index.ts';
import type { ActivityDependencies } from '../activities/dependencies.ts';
import { buildIdOf } from '../temporal/builds.ts';
import { DEPLOYMENT_NAME, TASK_QUEUES } from '../domain/workflow-ids.ts';

/** Long enough for a database step to end by itself, so that a restart repeats nothing. */
const SHUTDOWN_GRACE = '15 s';

/** Time that a workflow task waits for the worker that has its state cached. It is lost when that worker was killed. */
const STICKY_TIMEOUT = '3 s';

interface WorkersOptions {
  connection: NativeConnection;
  namespace: string;
  /** A prebuilt bundle. Without one, and outside of a build, the workflows are bundled now. */
  workflowBundlePath: string | undefined;
  dependencies: ActivityDependencies;
  /** True: only workers of the current build get work. False: every worker does. */
  byBuild: boolean;
}

export interface Workers {
  workers: Worker[];
  buildId: string;
}

/** Creates one worker for each task queue, with the same workflows and activities but different concurrency. */
export async function createWorkers(options: WorkersOptions): Promise<Workers> {
  const { connection, namespace, workflowBundlePath, dependencies, byBuild } = options;
  const codePath = workflowBundlePath ?? findBuiltBundle();
  const workflowBundle = codePath ? { code: readFileSync(codePath, 'utf8') } : await bundleWorkflows();
  const buildId = buildIdOf(workflowBundle);
  const shared = {
    connection,
    namespace,
    workflowBundle,
    activities: createActivities(dependencies),
    shutdownGraceTime: SHUTDOWN_GRACE,
    stickyQueueScheduleToStartTimeout: STICKY_TIMEOUT,
    ...(byBuild ? { workerDeploymentOptions: deploymentOf(buildId) } : {}),
  };
  const workers = await Promise.all([
    Worker.create({ ...shared, taskQueue: TASK_QUEUES.workouts, maxConcurrentActivityTaskExecutions: 20 }),
    Worker.create({ ...shared, taskQueue: TASK_QUEUES.batches, maxConcurrentActivityTaskExecutions: 4 }),
    Worker.create({ ...shared, taskQueue: TASK_QUEUES.reports, maxConcurrentActivityTaskExecutions: 2 }),
    // One for each endpoint with something to deliver; they wait for others most of the time.
    Worker.create({ ...shared, taskQueue: TASK_QUEUES.webhooks, maxConcurrentActivityTaskExecutions: 100 }),
    Worker.create({ ...shared, taskQueue: TASK_QUEUES.mail, maxConcurrentActivityTaskExecutions: 10 }),
  ]);
  return { workers, buildId };
}

/** Executions continue under the current build: a pinned one would wait forever once its build is gone. */
const deploymentOf = (buildId: string): WorkerDeploymentOptions => ({
  useWorkerVersioning: true,
  version: { deploymentName: DEPLOYMENT_NAME, buildId },
  defaultVersioningBehavior: 'AUTO_UPGRADE',
});

/** Bundles the workflows, in the same way for the worker, the build and the replay tests. */
export const bundleWorkflows = () =>
  bundleWorkflowCode({
    workflowsPath: fileURLToPath(new URL(workflowsFile(), import.meta.url)),
    // Without this the bundler logs 2 kB about its modules at every start.
    logger: new DefaultLogger('WARN'),
  });

/** Returns the bundle that `npm run build` left beside the compiled worker. */
function findBuiltBundle(): string | undefined {
  const file = fileURLToPath(new URL('../workflow-bundle.js', import.meta.url));
  return existsSync(file) ? file : undefined;
}

const workflowsFile = () => `../workflows/index${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`;
