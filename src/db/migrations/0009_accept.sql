-- Up Migration

-- The app of a workout is its athlete's, and that of a key its workout's: both are held by those references already.
-- A second check of each costs every save as much as one of its inserts.
alter table workouts drop constraint workouts_app_id_fkey;
alter table idempotency_keys drop constraint idempotency_keys_app_id_fkey;
