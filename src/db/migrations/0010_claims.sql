-- Up Migration

-- Whose workout it is: all that wait of an athlete are claimed together. Null for what is no workout, and for what
-- waited before.
alter table outbox add column athlete_uuid uuid;
update outbox o set athlete_uuid = w.athlete_uuid from workouts w where o.kind = 'workout' and w.workout_id = o.subject_id;
create index outbox_waiting_of_athlete on outbox (athlete_uuid, priority, outbox_id) where workflow_id is null and athlete_uuid is not null;
