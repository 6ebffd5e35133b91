import { isIPv6 } from 'node:net';
import { Runtime, type Logger } from '@temporalio/worker';

interface RuntimeOptions {
  logger: Logger;
  /** Where Prometheus scrapes the metrics of the SDK and of the activities; nowhere without a port. */
  metrics: { host: string; port: number | undefined };
}

/**
 * Installs the SDK's one runtime of this process, without signal handlers: we control the order of shutdown.
 * @throws Error with a message for people when the metrics cannot be served
 */
export function installRuntime({ logger, metrics: { host, port } }: RuntimeOptions): void {
  const bindAddress = `${isIPv6(host) ? `[${host}]` : host}:${port}`;
  try {
    Runtime.install({
      logger,
      shutdownSignals: [],
      // No suffix for counters: the names of ours end in `_total` already.
      ...(port === undefined
        ? {}
        : { telemetryOptions: { metrics: { prometheus: { bindAddress, useSecondsForDurations: true } } } }),
    });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`METRICS_PORT: the worker cannot serve its metrics on ${bindAddress}. ${reason}`, {
      cause: error,
    });
  }
}

/** Counts executions whose workflow task fails repeatedly, by what the reconciler did. */
export const countTaskFailing = (outcome: 'terminated' | 'left'): void =>
  Runtime.instance()
    .metricMeter.createCounter(
      'afterburn_failing_executions_total',
      'executions',
      'Executions whose workflow task fails repeatedly, by what the reconciler did',
    )
    .add(1, { outcome });
