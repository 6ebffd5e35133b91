-- Up Migration

-- How many samples of a workout's track imply an impossible speed and count for no best effort; null where there is no
-- distance to judge by.
alter table workouts add column dropped_samples integer;
