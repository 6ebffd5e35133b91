-- Up Migration

-- Deleting a workout looks for its duplicates: without this each deletion reads the whole table.
create index workouts_duplicates on workouts (duplicate_of) where duplicate_of is not null;
create index athlete_tokens_of_athlete on athlete_tokens (athlete_uuid);

-- The run of the revision that wrote the state: a late attempt of an older run changes nothing.
alter table workout_steps add column run integer not null default 0;
