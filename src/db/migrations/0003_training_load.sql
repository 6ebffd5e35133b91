-- Up Migration

-- What a workout took out of its athlete. The stress by power (TSS) is told when it is read: a new threshold power then
-- counts at once, and recomputes nothing.
create table workout_training_load (
  workout_id uuid primary key references workouts on delete cascade,
  normalized_power_watts double precision,
  power_seconds integer,
  power_unavailable_reason text,
  trimp double precision,
  trimp_unavailable_reason text,
  check ((normalized_power_watts is null) = (power_unavailable_reason is not null)),
  check ((power_seconds is null) = (normalized_power_watts is null)),
  check ((trimp is null) = (trimp_unavailable_reason is not null))
);
