import type { StepName } from '../../domain/steps.ts';

/**
 * Returns the condition that a step does not exclude the counted workout `w`, by the step's own row. `ops verify`
 * uses it.
 */
export const notExcludedByItsRow = (step: StepName): string => `(
    select count(*)
    from workout_steps s
    where s.workout_id = w.workout_id
      and s.name = '${step}'
      and (s.state in ('failed', 'skipped') or (s.state = 'running' and s.failures + s.timeouts > 0))
      and s.revision = w.revision
  ) = 0`;

/**
 * Returns the same condition at a lower cost: a workout that fails must not stop its athlete's others. A workout that
 * ended without errors has no such row. For the others a subquery counts rows, since the planner never turns it into
 * a scan of all steps.
 */
export const notExcludedBy = (step: StepName): string =>
  `(w.status = 'processed' or ${notExcludedByItsRow(step)})`;
