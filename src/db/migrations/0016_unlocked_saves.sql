-- Up Migration

-- A save waits for nobody: the athlete's state may be held by a step that runs. What is left then is as true as before,
-- for the new workout has not finished, and its own step takes away a state that lies behind it.
create or replace function forget_standing_state() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    delete from standing_states
    where ctid = any (array(
      select s.ctid
      from standing_states s
      where s.athlete_uuid = new.athlete_uuid
        and s.until > new.started_at + make_interval(secs => new.duration_seconds) - interval '1 millisecond'
      for update skip locked
    ));
    return null;
  end if;
  delete from standing_states s
  where s.athlete_uuid = new.athlete_uuid
    and s.until > least(
      old.started_at + make_interval(secs => old.duration_seconds),
      new.started_at + make_interval(secs => new.duration_seconds)
    ) - interval '1 millisecond';
  return null;
end
$$;
