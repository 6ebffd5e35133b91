-- Up Migration

-- An edit, a deletion and a further run wait for no state either: they lock the workout and then the state, and a step that
-- ends the state and then the workout. What is left is taken away or written anew by the run's own step, which holds the
-- athlete then; until it has, nothing goes on from there. What a step changes of a workout that gets no run – a
-- duplicate's mark – waits as before.
create or replace function forget_standing_state() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' or (old.revision, old.run) is distinct from (new.revision, new.run) then
    delete from standing_states
    where ctid = any (array(
      select s.ctid
      from standing_states s
      where s.athlete_uuid = new.athlete_uuid
        and s.until > least(
          old.started_at + make_interval(secs => old.duration_seconds),
          new.started_at + make_interval(secs => new.duration_seconds)
        ) - interval '1 millisecond'
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
