-- Up Migration

-- The boards on which so many stand that they are not counted one by one: a board, of all its metrics, is a period and
-- a sport of an app. `noting`: what changes is noted; `ready`: ranges and noted changes together say how many there are.
create table counted_boards (
  app_id uuid not null references apps on delete cascade,
  period text not null,
  sport text not null,
  state text not null default 'wanted' check (state in ('wanted', 'noting', 'ready')),
  primary key (app_id, period, sport)
);

-- How many of a board have a score of a range. 200 ranges for each factor of e: half a per cent wide.
create table board_ranges (
  app_id uuid not null,
  period text not null,
  sport text not null,
  metric text not null,
  range integer not null,
  athletes integer not null,
  primary key (app_id, period, sport, metric, range),
  foreign key (app_id, period, sport) references counted_boards on delete cascade
) with (fillfactor = 70);

-- What the ranges do not have yet: scores that came (1) and that went (-1).
create table board_changes (
  change_id bigint generated always as identity primary key,
  app_id uuid not null,
  period text not null,
  sport text not null,
  sign smallint not null,
  workouts double precision,
  distance_meters double precision,
  duration_seconds double precision,
  energy_kcal double precision,
  elevation_gain_meters double precision,
  fastest_5k double precision,
  fastest_10k double precision,
  fastest_half_marathon double precision,
  fastest_marathon double precision
);
create index board_changes_of_board on board_changes (app_id, period, sport);

-- The range of a score above 0.
create function score_range(score double precision) returns integer
  language sql immutable strict parallel safe
  return floor(ln(score) * 200)::integer;

-- Whoever writes scores, and however: what others could see before and can see now is noted in the same transaction.
create function note_board_changes() returns trigger language plpgsql as $$
begin
  if not exists (select from counted_boards where state <> 'wanted') then
    return null;
  end if;
  if tg_op <> 'INSERT' then
    insert into board_changes (app_id, period, sport, sign, workouts, distance_meters, duration_seconds, energy_kcal,
      elevation_gain_meters, fastest_5k, fastest_10k, fastest_half_marathon, fastest_marathon)
    select l.app_id, l.period, l.sport, -1, l.workouts, l.distance_meters, l.duration_seconds, l.energy_kcal,
      l.elevation_gain_meters, l.fastest_5k, l.fastest_10k, l.fastest_half_marathon, l.fastest_marathon
    from old_rows l
    join counted_boards b on (b.app_id, b.period, b.sport) = (l.app_id, l.period, l.sport) and b.state <> 'wanted'
    where l.visible;
  end if;
  if tg_op <> 'DELETE' then
    insert into board_changes (app_id, period, sport, sign, workouts, distance_meters, duration_seconds, energy_kcal,
      elevation_gain_meters, fastest_5k, fastest_10k, fastest_half_marathon, fastest_marathon)
    select l.app_id, l.period, l.sport, 1, l.workouts, l.distance_meters, l.duration_seconds, l.energy_kcal,
      l.elevation_gain_meters, l.fastest_5k, l.fastest_10k, l.fastest_half_marathon, l.fastest_marathon
    from new_rows l
    join counted_boards b on (b.app_id, b.period, b.sport) = (l.app_id, l.period, l.sport) and b.state <> 'wanted'
    where l.visible;
  end if;
  return null;
end
$$;

create trigger note_inserted after insert on leaderboard_scores
  referencing new table as new_rows
  for each statement execute function note_board_changes();
create trigger note_updated after update on leaderboard_scores
  referencing old table as old_rows new table as new_rows
  for each statement execute function note_board_changes();
create trigger note_deleted after delete on leaderboard_scores
  referencing old table as old_rows
  for each statement execute function note_board_changes();
