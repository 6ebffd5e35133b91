import { hostname } from 'node:os';
import { DeterminismViolationError } from '@temporalio/workflow';
import { DefaultLogger, Runtime, type WorkflowBundle } from '@temporalio/worker';
import { beforeAll, describe, expect, it } from 'vitest';
import { WORKFLOWS } from '../../src/domain/workflow-ids.ts';
import { bundleWorkflows } from '../../src/worker/workers.ts';
import { createRecorder, PATHS } from './record-histories.ts';
import { replay } from './replaying.ts';
import { listStoredHistories, readStoredHistory, textOf, type StoredHistory } from './stored-histories.ts';

/**
 * By hand only. The name of a path records that one, which is all that a new path or an added step needs; `1` records
 * all again, after a change that is meant to be incompatible: nothing that runs may depend on the old histories.
 */
const recorded = process.env['RECORD_HISTORIES'];
const recordedPaths = Object.entries(PATHS).filter(([name]) => recorded === '1' || recorded === name);

describe.runIf(recorded)('recording', () => {
  it('keeps a history of each path, from a real run', { timeout: 300_000 }, async () => {
    expect(recordedPaths).not.toEqual([]);
    const recorder = await createRecorder();
    for (const [, record] of recordedPaths) await record(recorder);
    await recorder.stop();
  });
});

let workflowBundle: WorkflowBundle;
beforeAll(async () => {
  Runtime.install({ logger: new DefaultLogger('ERROR'), shutdownSignals: [] });
  workflowBundle = await bundleWorkflows();
});

const names = [...Object.keys(PATHS), 'monthly-reports-last-run'];

describe('the current workflows', () => {
  it.each(names)('replay %s as it was recorded', async (name) => {
    expect(await replay(readStoredHistory(name), workflowBundle)).toBeUndefined();
  });

  it.each(names.filter((name) => name.startsWith('process-workout')))(
    'refuse %s when one of its steps had another name',
    async (name) => {
      const history = readStoredHistory(name);
      rename(history, 'findBestEfforts', 'findBestTimes');
      expect(await replay(history, workflowBundle)).toBeInstanceOf(DeterminismViolationError);
    },
  );

  it('refuse a history whose steps came in another order', async () => {
    const history = readStoredHistory('process-workout');
    rename(history, 'awardAchievements', 'kept-aside');
    rename(history, 'updateLeaderboards', 'awardAchievements');
    rename(history, 'kept-aside', 'updateLeaderboards');
    expect(await replay(history, workflowBundle)).toBeInstanceOf(DeterminismViolationError);
  });

  it('refuse a history in which the end came before the steps', async () => {
    const history = readStoredHistory('process-workout');
    rename(history, 'calculateCalories', 'finishProcessing');
    expect(await replay(history, workflowBundle)).toBeInstanceOf(DeterminismViolationError);
  });
});

describe('the stored histories', () => {
  it('are those of the paths, and no others', () => {
    expect(listStoredHistories()).toEqual(names.toSorted());
  });

  it('show every type of workflow', () => {
    const types = listStoredHistories().map(
      (name) => readStoredHistory(name).events[0]!.workflowExecutionStartedEventAttributes!.workflowType.name,
    );
    expect([...new Set(types)].toSorted()).toEqual(Object.values(WORKFLOWS).toSorted());
  });

  it.each([
    ['process-workout', 'workflowExecutionCompleted'],
    ['process-workout-failed-step', 'activityTaskFailed'],
    ['process-workout-cancelled', 'workflowExecutionCanceled'],
    ['process-import', 'timerFired'],
    ['monthly-reports-continued', 'workflowExecutionContinuedAsNew'],
  ])('%s took the way that it stands for: %s', (name, event) => {
    const keys = readStoredHistory(name).events.flatMap(Object.keys);
    expect(keys).toContain(`${event}EventAttributes`);
  });

  it.each(names)('%s is small, and says nothing of the machine', (name) => {
    const text = textOf(name);
    expect(text.length).toBeLessThan(60_000);
    expect(text).not.toContain(hostname());
    expect(text).not.toMatch(/identity|node_modules|\/(work|home|root|Users|tmp)\//);
  });
});

/** As if an activity had been called something else when the history was made. */
function rename({ events }: StoredHistory, from: string, to: string): void {
  const types = events
    .map((event) => event.activityTaskScheduledEventAttributes?.activityType)
    .filter((type) => type?.name === from);
  expect(types.length).toBeGreaterThan(0);
  for (const type of types) type!.name = to;
}
