-- Up Migration

-- Who calls: one app (tenant) has many keys and athletes. Keys and tokens are stored as SHA-256 of 256 random bits.
create table apps (
  app_id uuid primary key,
  name text not null unique,
  created_at timestamptz not null default now()
);

create table api_keys (
  key_hash bytea primary key,
  app_id uuid not null references apps on delete cascade,
  role text not null default 'app' check (role in ('app', 'operator')),
  created_at timestamptz not null default now(),
  revoked_at timestamptz
);

create table athletes (
  athlete_uuid uuid primary key,
  app_id uuid not null references apps,
  athlete_id text collate "C" not null,
  time_zone text not null default 'UTC',
  sex text check (sex in ('female', 'male')),
  birth_date date,
  height_cm double precision,
  resting_heart_rate double precision,
  max_heart_rate double precision,
  ftp_watts double precision,
  vo2_max double precision,
  display_name text,
  leaderboard_visibility text not null default 'public' check (leaderboard_visibility in ('public', 'private')),
  -- The athlete's own counter: a sequence is not in commit order, so a stream resumed after 11 could lose 10.
  last_event_id bigint not null default 0,
  created_at timestamptz not null default now(),
  unique (app_id, athlete_id)
);

create table athlete_weights (
  athlete_uuid uuid not null references athletes on delete cascade,
  valid_from date not null,
  weight_kg double precision not null,
  primary key (athlete_uuid, valid_from)
);

create table athlete_tokens (
  token_hash bytea primary key,
  athlete_uuid uuid not null references athletes on delete cascade,
  expires_at timestamptz not null
);

-- Files as they were sent, committed with their 202.
create table uploads (
  upload_id uuid primary key,
  app_id uuid not null references apps,
  athlete_uuid uuid not null references athletes on delete cascade,
  content_hash bytea not null,
  content bytea not null,
  format text check (format in ('gpx', 'tcx', 'fit')),
  status text not null default 'accepted' check (status in ('accepted', 'processing', 'processed', 'failed')),
  problem jsonb,
  run integer not null default 0,
  workflow_id text,
  accepted_at timestamptz not null default now(),
  unique (athlete_uuid, content_hash)
);
alter table uploads alter column content set storage external;
create index uploads_unfinished on uploads (accepted_at) where status in ('accepted', 'processing');

create table workouts (
  workout_id uuid primary key,
  app_id uuid not null references apps,
  athlete_uuid uuid not null references athletes on delete cascade,
  revision integer not null default 1,
  -- The run of this revision: reprocess, redrive and reconcile start another one under an id of its own.
  run integer not null default 0,
  status text not null default 'accepted'
    check (status in ('accepted', 'processing', 'processed', 'processed_with_errors', 'deleted')),
  priority text not null default 'interactive' check (priority in ('interactive', 'bulk')),
  -- Came with an import: raises no events of its own, now and later.
  imported boolean not null default false,
  workflow_id text,
  sport text not null,
  started_at timestamptz not null,
  duration_seconds double precision not null,
  moving_seconds double precision,
  distance_meters double precision,
  elevation_gain_meters double precision,
  average_heart_rate double precision,
  max_heart_rate double precision,
  average_power_watts double precision,
  device_kcal double precision,
  time_zone text,
  title text,
  visibility text not null default 'public' check (visibility in ('public', 'private')),
  flags text[] not null default '{}',
  duplicate_of uuid references workouts on delete set null,
  -- The athlete said that it is a workout of its own: it is never a duplicate again.
  kept_by_athlete boolean not null default false,
  upload_id uuid references uploads on delete set null,
  accepted_at timestamptz not null default now(),
  finished_at timestamptz,
  deleted_at timestamptz
);
create unique index workouts_same on workouts (athlete_uuid, sport, started_at, duration_seconds)
  where deleted_at is null;
create index workouts_newest on workouts (athlete_uuid, started_at desc, workout_id desc) where deleted_at is null;
create index workouts_unfinished on workouts (priority, accepted_at) where status in ('accepted', 'processing');
create index workouts_failed on workouts (finished_at) where status = 'processed_with_errors';
create index workouts_of_upload on workouts (upload_id) where upload_id is not null;

create table workout_tracks (
  workout_id uuid primary key references workouts on delete cascade,
  point_count integer not null,
  points bytea not null
);
-- Packed by us already: a second compression would only cost.
alter table workout_tracks alter column points set storage external;

create table idempotency_keys (
  app_id uuid not null references apps,
  -- false: no key was sent, and the content's fingerprint serves.
  explicit boolean not null,
  key text not null,
  operation text not null check (operation in ('save', 'edit', 'delete')),
  fingerprint bytea not null,
  workout_id uuid not null references workouts on delete cascade deferrable initially deferred,
  revision integer not null,
  created_at timestamptz not null default now(),
  primary key (app_id, explicit, key)
);
create index idempotency_keys_of_workout on idempotency_keys (workout_id);

-- What is accepted and not yet started. The workflow id is committed before any start, so a crash repeats the same start.
create table outbox (
  outbox_id bigint generated always as identity primary key,
  kind text not null check (kind in ('workout', 'upload', 'report')),
  -- The workout, the upload, or the athlete whose report it is.
  subject_id uuid not null,
  revision integer not null default 1,
  month text,
  priority text not null default 'interactive' check (priority in ('interactive', 'bulk')),
  workflow_id text,
  -- Whoever wrote the workflow id starts it until then; afterwards anybody may.
  claimed_until timestamptz,
  created_at timestamptz not null default now()
);
create index outbox_unclaimed on outbox (kind, priority, outbox_id) where workflow_id is null;
create index outbox_claimed on outbox (claimed_until) where workflow_id is not null;
create index outbox_workflow on outbox (workflow_id) where workflow_id is not null;
create index outbox_subject on outbox (subject_id);

create table workout_steps (
  workout_id uuid not null references workouts on delete cascade,
  name text not null,
  revision integer not null,
  state text not null check (state in ('running', 'succeeded', 'failed', 'skipped')),
  attempts integer not null default 0,
  last_error text,
  finished_at timestamptz,
  primary key (workout_id, name)
) with (fillfactor = 80);
create index workout_steps_failed on workout_steps (name) where state = 'failed';

-- Derived data: each a pure function of the live workouts (and of the athlete's profile).

create table workout_energy (
  workout_id uuid primary key references workouts on delete cascade,
  gross_kcal double precision,
  net_kcal double precision,
  method text,
  inputs jsonb,
  version text,
  out_of_range boolean,
  unavailable_reason text,
  check ((gross_kcal is null) = (unavailable_reason is not null))
);

create table best_efforts (
  workout_id uuid not null references workouts on delete cascade,
  distance_meters double precision not null,
  duration_seconds double precision not null,
  primary key (workout_id, distance_meters)
);

create table awards (
  athlete_uuid uuid not null references athletes on delete cascade,
  achievement_id text not null,
  period_key text not null default '',
  tier double precision,
  workout_id uuid not null references workouts on delete cascade,
  earned_at timestamptz not null,
  primary key (athlete_uuid, achievement_id, period_key)
);
create index awards_of_workout on awards (workout_id);

create table achievement_progress (
  athlete_uuid uuid not null references athletes on delete cascade,
  achievement_id text not null,
  value double precision not null,
  target double precision not null,
  primary key (athlete_uuid, achievement_id)
);

create table records (
  athlete_uuid uuid not null references athletes on delete cascade,
  sport text not null,
  kind text not null,
  -- 0 where the record is not over a distance.
  distance_meters double precision not null default 0,
  value double precision not null,
  unit text not null,
  workout_id uuid not null references workouts on delete cascade,
  achieved_at timestamptz not null,
  previous_value double precision,
  primary key (athlete_uuid, sport, kind, distance_meters)
);
create index records_of_workout on records (workout_id);

-- One row per athlete, period and sport ('' for all), a column per metric. Only scores are stored; ranks are read.
create table leaderboard_scores (
  athlete_uuid uuid not null references athletes on delete cascade,
  period text not null,
  sport text not null,
  app_id uuid not null,
  athlete_id text collate "C" not null,
  visible boolean not null,
  workouts double precision not null,
  distance_meters double precision not null,
  duration_seconds double precision not null,
  energy_kcal double precision not null,
  elevation_gain_meters double precision not null,
  fastest_5k double precision,
  fastest_10k double precision,
  fastest_half_marathon double precision,
  fastest_marathon double precision,
  primary key (athlete_uuid, period, sport)
);
create index leaderboard_workouts on leaderboard_scores (app_id, period, sport, workouts desc, athlete_id)
  where visible and workouts > 0;
create index leaderboard_distance on leaderboard_scores (app_id, period, sport, distance_meters desc, athlete_id)
  where visible and distance_meters > 0;
create index leaderboard_duration on leaderboard_scores (app_id, period, sport, duration_seconds desc, athlete_id)
  where visible and duration_seconds > 0;
create index leaderboard_energy on leaderboard_scores (app_id, period, sport, energy_kcal desc, athlete_id)
  where visible and energy_kcal > 0;
create index leaderboard_elevation on leaderboard_scores (app_id, period, sport, elevation_gain_meters desc, athlete_id)
  where visible and elevation_gain_meters > 0;
create index leaderboard_fastest_5k on leaderboard_scores (app_id, period, sport, fastest_5k, athlete_id)
  where visible and fastest_5k > 0;
create index leaderboard_fastest_10k on leaderboard_scores (app_id, period, sport, fastest_10k, athlete_id)
  where visible and fastest_10k > 0;
create index leaderboard_fastest_half_marathon
  on leaderboard_scores (app_id, period, sport, fastest_half_marathon, athlete_id)
  where visible and fastest_half_marathon > 0;
create index leaderboard_fastest_marathon on leaderboard_scores (app_id, period, sport, fastest_marathon, athlete_id)
  where visible and fastest_marathon > 0;

create table events (
  athlete_uuid uuid not null references athletes on delete cascade,
  event_id bigint not null,
  type text not null,
  data jsonb not null,
  created_at timestamptz not null default now(),
  primary key (athlete_uuid, event_id)
);

-- The state of a month's report: what was asked for, and whether a later change has made it stale.
create table report_months (
  athlete_uuid uuid not null references athletes on delete cascade,
  month text not null,
  state text not null check (state in ('building', 'ready', 'failed')),
  revision integer not null default 0,
  run integer not null default 0,
  workflow_id text,
  stale_since timestamptz,
  requested_at timestamptz not null default now(),
  primary key (athlete_uuid, month)
);
create index report_months_stale on report_months (stale_since) where stale_since is not null;
create index report_months_building on report_months (requested_at) where state = 'building';

-- Immutable revisions.
create table reports (
  athlete_uuid uuid not null references athletes on delete cascade,
  month text not null,
  revision integer not null,
  complete boolean not null,
  as_of timestamptz not null,
  report jsonb not null,
  primary key (athlete_uuid, month, revision)
);

-- What derived data is made of: live, unflagged, not a duplicate, on the local clock of the workout.
create view counted_workouts as
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
  e.gross_kcal
from workouts w
join athletes a on a.athlete_uuid = w.athlete_uuid
left join workout_energy e on e.workout_id = w.workout_id
where w.deleted_at is null
  and w.flags = '{}'
  and w.duplicate_of is null;
