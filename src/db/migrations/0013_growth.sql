-- Up Migration

-- Whether a workout has come to its end without errors: then no step has set it aside, and none of its steps need be read.
create or replace view counted_workouts as
select
  w.workout_id,
  w.athlete_uuid,
  w.app_id,
  w.revision,
  w.sport,
  w.visibility,
  w.started_at,
  w.started_at + make_interval(secs => w.duration_seconds) as ended_at,
  w.started_at at time zone coalesce(w.time_zone, a.time_zone) as local_start,
  w.duration_seconds,
  w.moving_seconds,
  w.distance_meters,
  w.elevation_gain_meters,
  e.gross_kcal,
  w.status
from workouts w
join athletes a on a.athlete_uuid = w.athlete_uuid
left join workout_energy e on e.workout_id = w.workout_id
where w.deleted_at is null
  and w.flags = '{}'
  and w.duplicate_of is null;
