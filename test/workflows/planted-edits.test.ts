import { DeterminismViolationError } from '@temporalio/workflow';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { beforeAll, describe, expect, it } from 'vitest';
import { bundleEdited, COMPATIBLE_EDITS, INCOMPATIBLE_EDITS } from './edited-workflows.ts';
import { replay } from './replaying.ts';
import { listStoredHistories, readStoredHistory } from './stored-histories.ts';

const BUNDLING_MS = 60_000;

beforeAll(() => void Runtime.install({ logger: new DefaultLogger('ERROR'), shutdownSignals: [] }));

describe('replaying the stored histories', () => {
  it.each(Object.entries(INCOMPATIBLE_EDITS))(
    'refuses %s',
    async (_name, edits) => {
      const bundle = await bundleEdited(edits);
      expect(await replay(readStoredHistory('process-workout'), bundle)).toBeInstanceOf(
        DeterminismViolationError,
      );
    },
    BUNDLING_MS,
  );

  it.each(Object.entries(COMPATIBLE_EDITS))(
    'takes %s',
    async (_name, edits) => {
      const bundle = await bundleEdited(edits);
      for (const name of listStoredHistories())
        expect(await replay(readStoredHistory(name), bundle)).toBeUndefined();
    },
    BUNDLING_MS,
  );

  it('refuses an edit for which the source has changed', async () => {
    const edit = { file: 'domain/steps.ts', replace: 'what is not there', by: '' };
    await expect(bundleEdited([edit])).rejects.toThrow('src/domain/steps.ts has no "what is not there"');
  });
});
