import { STEPS, type StepName, type StepState } from './steps.ts';

export interface SettledStep {
  name: StepName;
  state: StepState;
  lastError: string | null;
}

/**
 * Returns the final state of each step of a workout when its execution ends. Succeeded and failed steps keep their
 * state; steps that need a failed one are skipped; all others failed as a whole, for the reason that their activity
 * left, or by the cancellation of the execution.
 * @param ran the steps of the execution: one that started before a step existed does not run it
 * @returns undefined when a step has no end though its activity had one: the database has lost it, at a failover to a
 * standby that lags or by a restored backup
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
