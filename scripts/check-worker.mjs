/**
 * The worker's health check in a container: Temporal must see this host poll the task queue of workouts. A process that
 * no longer polls is not healthy. Prints one line; exits with 0 or 1.
 */
import { hostname } from 'node:os';
import { connectTemporal, withDeadline } from '../dist/temporal/client.js';
import { TASK_QUEUES } from '../dist/domain/workflow-ids.js';

const CALL_MS = 4_000;
/** A poll waits up to a minute for work. */
const RECENT_MS = 90_000;

try {
  const temporal = connectTemporal();
  const { pollers } = await withDeadline(temporal, CALL_MS, () =>
    temporal.connection.workflowService.describeTaskQueue({
      namespace: temporal.namespace,
      taskQueue: { name: TASK_QUEUES.workouts },
      taskQueueType: 1,
    }),
  );
  const ours = pollers.filter(isOurs);
  console.log(`${ours.length} of ${pollers.length} pollers are on ${hostname()}`);
  process.exit(ours.length > 0 ? 0 : 1);
} catch (error) {
  console.log(error instanceof Error ? error.message : error);
  process.exit(1);
}

function isOurs({ identity, lastAccessTime }) {
  const age = Date.now() - Number(lastAccessTime.seconds) * 1000;
  return identity.endsWith(`@${hostname()}`) && age < RECENT_MS;
}
