import { activityInfo } from '@temporalio/activity';
import { endExecution } from '../db/dispatch/executions.ts';
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
      await endExecution(pool, activityInfo().workflowExecution?.workflowId);
      onExecutionEnded();
    }
    return result;
  };
