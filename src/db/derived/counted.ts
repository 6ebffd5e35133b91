import type { StepName } from '../../domain/steps.ts';

/**
 * Returns the condition that a step does not exclude the counted workout `w`, by the step's own row. A workout whose
 * step fails is excluded, so that the athlete's other workouts can be processed. `ops verify` uses it.
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
 * Returns the same condition at a lower cost. A workout with the status `processed` has no failed or skipped step, so
 * its steps are not read. For other workouts the subquery counts rows: the planner could turn `not exists` into a scan
 * of all steps.
 */
export const notExcludedBy = (step: StepName): string =>
  `(w.status = 'processed' or ${notExcludedByItsRow(step)})`;
