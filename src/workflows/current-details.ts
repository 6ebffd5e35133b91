import { STEPS, type StepName, type StepState } from '../domain/steps.ts';

const MARKS: Record<StepState, string> = {
  pending: '⏳',
  running: '▶️',
  succeeded: '✅',
  failed: '❌',
  skipped: '⏭️',
};

/** Formats the table of steps for the top of an execution in the Temporal UI, as Markdown. */
export function describeProgress() {
  const states = new Map<StepName, StepState>();
  return {
    set: (step: StepName, state: StepState) => states.set(step, state),
    text: () =>
      ['| Step | State |', '| --- | --- |']
        .concat(
          STEPS.map(({ name }) => {
            const state = states.get(name) ?? 'pending';
            return `| ${name} | ${MARKS[state]} ${state} |`;
          }),
        )
        .join('\n'),
  };
}
