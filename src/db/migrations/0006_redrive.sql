-- Up Migration

-- The current run is a redrive: steps that succeeded at this revision are not run again. Any other run takes it back,
-- and its own end.
alter table workouts add column redriven boolean not null default false;
-- Nearly always empty: it makes the question free that every step asks for a list of workouts (0.1 ms, not 30).
create index workouts_redriven on workouts (workout_id) where redriven;

-- In the order that pages of them have, so that a page costs the same however many there are.
drop index workouts_failed;
create index workouts_failed on workouts (finished_at, workout_id) where status = 'processed_with_errors';
