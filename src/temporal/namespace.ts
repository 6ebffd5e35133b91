import { withDeadline, type Temporal } from './client.ts';
import { hasCode } from './grpc-codes.ts';
import { SEARCH_ATTRIBUTES } from '../domain/workflow-ids.ts';
import { fromSeconds, toSeconds } from './protobuf-times.ts';

/** Temporal's number for this type. */
const KEYWORD = 2;
const CALL_TIMEOUT_MS = 10_000;

/** The dev server keeps histories for a day, which is too short for people. A longer retention is not changed. */
const RETENTION_SECONDS = 30 * 24 * 3600;

/**
 * Ensures the namespace, its retention and the search attributes. An existing one is updated. Without permission, as on
 * Temporal Cloud or a shared cluster, this is left to administrators.
 */
export async function ensureNamespace(temporal: Temporal): Promise<void> {
  try {
    await ensureRegistered(temporal);
    await ensureSearchAttributes(temporal);
  } catch (error) {
    if (!hasCode(error, 'PERMISSION_DENIED', 'UNIMPLEMENTED')) throw error;
  }
}

async function ensureRegistered(temporal: Temporal): Promise<void> {
  const { workflowService } = temporal.connection;
  const { namespace } = temporal;
  const workflowExecutionRetentionTtl = fromSeconds(RETENTION_SECONDS);
  await withDeadline(temporal, CALL_TIMEOUT_MS, async () => {
    try {
      await workflowService.registerNamespace({
        namespace,
        workflowExecutionRetentionPeriod: workflowExecutionRetentionTtl,
      });
    } catch (error) {
      if (!hasCode(error, 'ALREADY_EXISTS')) throw error;
      const { config } = await workflowService.describeNamespace({ namespace });
      if (toSeconds(config?.workflowExecutionRetentionTtl) >= RETENTION_SECONDS) return;
      await workflowService.updateNamespace({ namespace, config: { workflowExecutionRetentionTtl } });
    }
  });
}

async function ensureSearchAttributes(temporal: Temporal): Promise<void> {
  const { operatorService } = temporal.connection;
  const { namespace } = temporal;
  const { customAttributes } = await withDeadline(temporal, CALL_TIMEOUT_MS, () =>
    operatorService.listSearchAttributes({ namespace }),
  );
  const missing = Object.values(SEARCH_ATTRIBUTES).filter((name) => !customAttributes?.[name]);
  if (missing.length === 0) return;
  await withDeadline(temporal, CALL_TIMEOUT_MS, () =>
    operatorService.addSearchAttributes({
      namespace,
      searchAttributes: Object.fromEntries(missing.map((name) => [name, KEYWORD])),
    }),
  );
}
