import { afterAll, describe, expect, it } from 'vitest';
import type { Temporal } from '../../src/temporal/client.ts';
import { ensureNamespace } from '../../src/temporal/namespace.ts';
import { fromSeconds, toSeconds } from '../../src/temporal/protobuf-times.ts';
import { createTestNamespace } from '../support/temporal.ts';

const DAY_SECONDS = 24 * 3600;

const temporal = await createTestNamespace();
afterAll(() => temporal.close());

/** The same Temporal, but that it answers the registration of a namespace with a gRPC code. */
function answering(code: number): { temporal: Temporal; asked: () => number } {
  let asked = 0;
  const registerNamespace = () => {
    asked += 1;
    return Promise.reject(Object.assign(new Error(`gRPC ${code}`), { code, details: '', metadata: {} }));
  };
  const { connection } = temporal;
  const workflowService = new Proxy(connection.workflowService, {
    get: (target, key) =>
      key === 'registerNamespace' ? registerNamespace : (Reflect.get(target, key, target) as unknown),
  });
  return {
    asked: () => asked,
    temporal: {
      ...temporal,
      connection: new Proxy(connection, {
        get(target, key) {
          if (key === 'workflowService') return workflowService;
          const value: unknown = Reflect.get(target, key, target);
          return typeof value === 'function' ? (value.bind(target) as unknown) : value;
        },
      }),
    },
  };
}

describe('ensureNamespace', () => {
  it('finds what is there already, by several processes at once', async () => {
    await Promise.all([ensureNamespace(temporal), ensureNamespace(temporal), ensureNamespace(temporal)]);
    const { namespaceInfo } = await temporal.connection.workflowService.describeNamespace({
      namespace: temporal.namespace,
    });
    expect(namespaceInfo!.name).toBe(temporal.namespace);
  });

  it.each([
    ['raises a retention that is short', 1, 30],
    ['leaves a retention that somebody has made longer', 90, 90],
  ])('%s', async (_what, before, after) => {
    const { workflowService } = temporal.connection;
    const { namespace } = temporal;
    await workflowService.updateNamespace({
      namespace,
      config: { workflowExecutionRetentionTtl: fromSeconds(before * DAY_SECONDS) },
    });
    await ensureNamespace(temporal);
    const kept = async () => {
      const { config } = await workflowService.describeNamespace({ namespace });
      return toSeconds(config!.workflowExecutionRetentionTtl) / DAY_SECONDS;
    };
    expect(await kept()).toBe(after);
  });

  it.each([
    ['may not', 7],
    ['cannot', 12],
  ])('leaves a namespace that we %s manage to those who do', async (_what, code) => {
    const managed = answering(code);
    await expect(ensureNamespace(managed.temporal)).resolves.toBeUndefined();
    expect(managed.asked()).toBe(1);
  });

  it('hands on every other error, so that it is tried again', async () => {
    await expect(ensureNamespace(answering(14).temporal)).rejects.toThrow('gRPC 14');
  });
});
