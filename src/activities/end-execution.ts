import { activityInfo } from '@temporalio/activity';
import { endExecution } from '../db/dispatch/executions.ts';
import { withTransaction } from '../db/pool.ts';
import type { ActivityDependencies } from './dependencies.ts';

/**
 * Makes an activity the last of its execution: after its work, the execution no longer counts as open. A crash before
 * that is harmless: the activity is retried, or the reconciler finds that the execution has ended.
 */
export const endsExecution =
  <Input, Result>(
    { pool, onExecutionEnded = () => {} }: Pick<ActivityDependencies, 'pool' | 'onExecutionEnded'>,
    activity: (input: Input) => Promise<Result>,
    isLast: (result: Result) => boolean = () => true,
  ) =>
  async (input: Input): Promise<Result> => {
    const result = await activity(input);
    if (isLast(result)) {
      const workflowId = activityInfo().workflowExecution?.workflowId;
      if (workflowId !== undefined) await withTransaction(pool, (tx) => endExecution(tx, workflowId));
      onExecutionEnded();
    }
    return result;
  };
