-- Up Migration

-- Where an athlete stood after the finished workouts up to one: a function of these, kept so that the next one that comes
-- after it need not read them again.
create table standing_states (
  athlete_uuid uuid primary key references athletes on delete cascade,
  -- Of the rules and of the form: one of another version is as good as none.
  version text not null,
  -- When the last workout that it has taken ended.
  until timestamptz not null,
  state json not null
);

-- Whoever changes a workout that a state has taken – this build or another one – takes the state away.
create function forget_standing_state() returns trigger language plpgsql as $$
begin
  delete from standing_states s
  where s.athlete_uuid = new.athlete_uuid
    and s.until > least(
      old.started_at + make_interval(secs => old.duration_seconds),
      new.started_at + make_interval(secs => new.duration_seconds)
    ) - interval '1 millisecond';
  return null;
end
$$;
create function forget_standing_state_of_athlete() returns trigger language plpgsql as $$
begin
  delete from standing_states s where s.athlete_uuid = new.athlete_uuid;
  return null;
end
$$;
create trigger forget_standing_state after insert on workouts
  for each row execute function forget_standing_state();
create trigger forget_standing_state_on_change after update of revision, run, duplicate_of, deleted_at, flags on workouts
  for each row
  when (
    (old.revision, old.run, old.duplicate_of, old.deleted_at, old.flags)
      is distinct from (new.revision, new.run, new.duplicate_of, new.deleted_at, new.flags)
  )
  execute function forget_standing_state();
create trigger forget_standing_state_on_move after update of time_zone on athletes
  for each row when (old.time_zone is distinct from new.time_zone)
  execute function forget_standing_state_of_athlete();
