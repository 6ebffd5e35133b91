import { hostname } from 'node:os';
import { NativeConnection, type Worker } from '@temporalio/worker';
import type { ActivityDependencies } from '../activities/dependencies.ts';
import { loadConfig } from '../config.ts';
import { WORKER_APPLICATION } from '../db/dispatch/dispatch-state.ts';
import { createPool } from '../db/pool.ts';
import { checkSessionsOnceReachable } from '../db/session-check.ts';
import { exitWhenOrphaned, reportReady } from '../process/orphan.ts';
import { onShutdownSignal } from '../process/stop-signals.ts';
import { knowsBuilds } from '../temporal/builds.ts';
import { connectTemporal, readConnectionOptions } from '../temporal/client.ts';
import { deleteExecutionsOf } from '../temporal/deleting.ts';
import { createDispatcher } from '../temporal/dispatcher.ts';
import { ensureNamespace } from '../temporal/namespace.ts';
import { runReconciler } from '../temporal/reconciler.ts';
import { runWebhookWaker } from '../temporal/webhook-waker.ts';
import { keepCurrent } from './current-build.ts';
import { createInboxMailer } from '../delivery/mail/inbox-mailer.ts';
import { createSmtpMailer } from '../delivery/mail/smtp-mailer.ts';
import { createLog, toTemporalLogger } from './logging.ts';
import { countTaskFailing, installRuntime } from './runtime.ts';
import { untilReady } from './until-ready.ts';
import { createWorkers } from './workers.ts';

const config = loadConfig();
const log = createLog(config.logLevel);
const stopping = new AbortController();
const { signal } = stopping;
const workers: Worker[] = [];

// We control the order of shutdown: start nothing new, let running work end, close the connections.
installRuntime({ logger: toTemporalLogger(log), metrics: config.metrics });
onShutdownSignal((name) => {
  log.info({ signal: name }, 'Stopping');
  stopping.abort();
  stopWork();
});
exitWhenOrphaned();

const openPool = (max: number) =>
  createPool({
    databaseUrl: config.databaseUrl,
    // Dispatchers count workers by this name. It ends in the identity that the SDK sends to Temporal.
    applicationName: `${WORKER_APPLICATION}:${process.pid}@${hostname()}`,
    max,
    onError: (error) => log.warn({ error }, 'A database connection was lost'),
  });
const pool = openPool(20);
/** A pool of its own: many endpoints at once would otherwise take all connections from the steps. */
const webhookPool = openPool(4);
void checkSessionsOnceReachable(config.databaseUrl).catch((error: unknown) => {
  log.fatal({ error }, 'This database cannot be used');
  process.exit(1);
});
const temporal = connectTemporal();
const dispatcher = createDispatcher({ pool, temporal, log });
const workerConnection = await untilReady(() => NativeConnection.connect(readConnectionOptions()), {
  signal,
  log,
  failed: 'Cannot connect to Temporal; retrying',
  recovered: 'Connected to Temporal',
});
if (workerConnection) {
  const byBuild = await untilReady(() => ensureNamespace(temporal).then(() => knowsBuilds(temporal)), {
    signal,
    log,
    failed: 'The namespace is not ready; retrying',
    recovered: 'The namespace is ready',
  });
  if (byBuild === false)
    log.warn({}, 'This Temporal server does not support worker deployments: every worker gets work');
  if (byBuild !== undefined && !signal.aborted) await work(workerConnection, byBuild);
  await workerConnection.close();
}
await pool.end();
await webhookPool.end();
// Closed last: a call that the client would retry on a closed connection ends the process with an error.
await temporal.close();
process.exit(0);

/** Works until a shutdown is requested. */
async function work(connection: NativeConnection, byBuild: boolean): Promise<void> {
  const { workers: created, buildId } = await createWorkers({
    connection,
    namespace: temporal.namespace,
    workflowBundlePath: config.workflowBundlePath,
    byBuild,
    dependencies: {
      pool,
      grossEfficiency: config.grossEfficiency,
      webhooks: {
        pool: webhookPool,
        allowLoopback: config.webhooksAllowLoopback,
        isStopping: () => signal.aborted,
      },
      mail: createMail(),
      onExecutionEnded: () => dispatcher.wakeForFreeSlot(),
      deleteExecutionsOf: (athleteUuid, options) => deleteExecutionsOf(temporal, athleteUuid, options),
    },
  });
  workers.push(...created);
  log.info({ taskQueues: workers.map((worker) => worker.options.taskQueue), buildId }, 'Working');
  const background = Promise.all([
    dispatcher.run(signal),
    runWebhookWaker({ pool, temporal, log }, signal),
    runReconciler({ pool, temporal, log, onTaskFailing: countTaskFailing }, signal),
    byBuild ? keepCurrent({ temporal, buildId, log }, signal) : undefined,
  ]);
  const runs = workers.map((worker) => worker.run());
  reportReady();
  // A shutdown may have been requested while the workers were being created.
  if (signal.aborted) stopWork();
  await Promise.all(runs);
  stopping.abort();
  await background;
}

/** Sends through the SMTP server, or into the inbox of the embedded run. */
function createMail(): ActivityDependencies['mail'] {
  const { smtpUrl, inboxDir, mailFrom, publicUrl } = config;
  if (smtpUrl) return { mailer: createSmtpMailer({ url: smtpUrl, from: mailFrom }), publicUrl };
  return inboxDir ? { mailer: createInboxMailer({ folder: inboxDir }), publicUrl } : undefined;
}

/** Shuts the workers down, once: only a running worker can be. */
function stopWork(): void {
  for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
}
