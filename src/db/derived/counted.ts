import type { StepName } from '../../domain/steps.ts';

/** Whether a step has not set the counted workout `w` aside, by the row of the step itself: what the judge goes by. */
export const notSetAsideByItsRow = (step: StepName): string => `(
    select count(*)
    from workout_steps s
    where s.workout_id = w.workout_id
      and s.name = '${step}'
      and (s.state in ('failed', 'skipped') or (s.state = 'running' and s.failures + s.timeouts > 0))
      and s.revision = w.revision
  ) = 0`;

/**
 * The same at less cost: a poisonous workout must not stop its athlete's others. One that has ended well has no such row;
 * the others are asked, by a subquery that counts, since that is never planned as a scan of everybody's steps.
 */
export const notSetAsideBy = (step: StepName): string =>
  `(w.status = 'processed' or ${notSetAsideByItsRow(step)})`;
