-- Up Migration

-- Workouts that are under way again: an athlete's state may have taken what they were before, and nothing goes on from it
-- until their own step has made it anew.
create index workouts_revised_under_way on workouts (athlete_uuid)
where status in ('accepted', 'processing') and (revision > 1 or run > 0);

-- Left by erasures until now: nobody can claim them, and they stand before all others.
delete from outbox o
where o.kind = 'workout'
  and o.workflow_id is null
  and not exists (select from workouts w where w.workout_id = o.subject_id);
