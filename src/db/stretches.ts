import { LONGEST_WORKOUT_SECONDS } from '../domain/workout.ts';

/**
 * The unbroken stretches of time around the workouts `$1`, in which others of their athlete and sport can be the same as
 * they are: each grows until nothing more overlaps it. A second more on either side, since the domain counts in
 * milliseconds and PostgreSQL in microseconds; a workout more changes nothing.
 */
export const STRETCHES = `
  recursive growing as (
    select
      w.workout_id,
      w.athlete_uuid,
      w.sport,
      w.started_at as from_at,
      w.started_at as last_start,
      w.started_at + make_interval(secs => w.duration_seconds) as to_at
    from workouts w
    where w.workout_id = any($1::uuid[]) and w.deleted_at is null and w.flags = '{}'
    union
    select
      g.workout_id,
      g.athlete_uuid,
      g.sport,
      least(g.from_at, o.from_at),
      greatest(g.last_start, o.last_start),
      greatest(g.to_at, o.to_at)
    from growing g
    cross join lateral (
      select
        min(w.started_at) as from_at,
        max(w.started_at) as last_start,
        max(w.started_at + make_interval(secs => w.duration_seconds)) as to_at
      from workouts w
      where w.athlete_uuid = g.athlete_uuid
        and w.sport = g.sport
        and w.deleted_at is null
        and w.flags = '{}'
        and w.started_at > g.from_at - make_interval(secs => ${LONGEST_WORKOUT_SECONDS + 1})
        and w.started_at < g.to_at + interval '1 second'
        and w.started_at + make_interval(secs => w.duration_seconds) > g.from_at - interval '1 second'
    ) as o
  ),
  stretches as (
    select
      workout_id,
      athlete_uuid,
      sport,
      min(from_at) as from_at,
      max(last_start) as last_start
    from growing
    group by workout_id, athlete_uuid, sport
  )`;
