import { STEPS, type StepName, type StepState } from './steps.ts';

/**
 * The steps that a redrive runs for a workout, in their order: those that have not succeeded, and whatever needs one of
 * them, since it was made of what was there before.
 */
export function stepsToRedrive(states: Readonly<Partial<Record<StepName, StepState>>>): StepName[] {
  const again = new Set<string>();
  for (const { name, needs } of STEPS) {
    if (states[name] !== 'succeeded' || needs.some((need) => again.has(need))) again.add(name);
  }
  return STEPS.map(({ name }) => name).filter((name) => again.has(name));
}
