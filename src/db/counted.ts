import type { StepName } from '../domain/steps.ts';

/**
 * Whether a counted workout `w` has not been set aside by the step: a poisonous one must not stop its athlete's others.
 * Only one that has not ended well can have been; a subquery that counts is never planned as a scan of everybody's steps.
 */
export const notSetAsideBy = (step: StepName): string => `(
  w.status = 'processed'
  or (
    select count(*)
    from workout_steps s
    where s.workout_id = w.workout_id
      and s.name = '${step}'
      and s.state in ('failed', 'skipped')
      and s.revision = w.revision
  ) = 0
)`;
