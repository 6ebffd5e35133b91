import { Worker, type WorkflowBundle } from '@temporalio/worker';
import { toHistory, type StoredHistory } from './stored-histories.ts';

/** Runs workflows over what happened once. @returns what is wrong, if anything */
export async function replay(stored: StoredHistory, workflowBundle: WorkflowBundle): Promise<unknown> {
  const histories = [{ workflowId: stored.workflowId, history: toHistory(stored) }];
  for await (const { error } of Worker.runReplayHistories({ workflowBundle }, histories)) return error;
  throw new Error('The history was not replayed');
}
