import { STEPS, type StepName, type StepState } from './steps.ts';

/**
 * Returns the steps that a redrive runs for a workout, in order: those that have not succeeded, and those that need one
 * of them.
 */
export function stepsToRedrive(states: Readonly<Partial<Record<StepName, StepState>>>): StepName[] {
  const again = new Set<string>();
  for (const { name, needs } of STEPS) {
    if (states[name] !== 'succeeded' || needs.some((need) => again.has(need))) again.add(name);
  }
  return STEPS.map(({ name }) => name).filter((name) => again.has(name));
}
