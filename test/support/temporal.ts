import { randomBytes } from 'node:crypto';
import { inject } from 'vitest';
import { connectTemporal, type Temporal } from '../../src/temporal/client.ts';
import { ensureNamespace } from '../../src/temporal/namespace.ts';

/** A namespace of its own on the run's Temporal, so that files do not take each other's tasks. */
export async function createTestNamespace(): Promise<Temporal> {
  const namespace = `test-${randomBytes(6).toString('hex')}`;
  const temporal = connectTemporal({ address: inject('temporalAddress'), namespace });
  await ensureNamespace(temporal);
  return temporal;
}
