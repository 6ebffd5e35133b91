import { STEPS, type StepName, type StepState } from './steps.ts';

export interface SettledStep {
  name: StepName;
  state: StepState;
  lastError: string | null;
}

/**
 * Returns the final state of each step when the execution ends. Succeeded and failed steps keep their state. Steps that
 * need a failed one are skipped. All others failed as a whole: by an error of their activity, or because the execution
 * was cancelled.
 * @param ran the steps of the execution; an older execution lacks steps added later
 * @returns undefined if the database has lost the end of a step, at a failover to a standby that lags or by a restored
 * backup
 */
export function settleSteps(
  ran: readonly StepName[],
  known: ReadonlyMap<StepName, { state: StepState; lastError: string | null }>,
  { failures, isCancelled }: { failures: ReadonlyMap<StepName, string>; isCancelled: boolean },
): SettledStep[] | undefined {
  const settled = new Map<string, SettledStep>();
  for (const step of STEPS.filter(({ name }) => ran.includes(name))) {
    const row = known.get(step.name);
    const blocked = step.needs.some((need) => settled.has(need) && settled.get(need)!.state !== 'succeeded');
    if (row?.state === 'succeeded' || row?.state === 'failed') {
      settled.set(step.name, { name: step.name, ...row });
    } else if (blocked) {
      settled.set(step.name, { name: step.name, state: 'skipped', lastError: null });
    } else {
      if (!failures.has(step.name) && !isCancelled) return undefined;
      const lastError = failures.get(step.name) ?? row?.lastError ?? 'The step did not run.';
      settled.set(step.name, { name: step.name, state: 'failed', lastError });
    }
  }
  return [...settled.values()];
}
