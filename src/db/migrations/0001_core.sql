-- Up Migration

-- An app is a tenant with many keys and athletes. Keys and tokens are stored as SHA-256 of 256 random bits.
create table apps (
  app_id uuid primary key,
  name text not null unique,
  -- The counter of the app's own events.
  last_event_id bigint not null default 0,
  -- Signs the links of share cards: 244 random bits.
  share_key bytea not null default uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()),
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
  units text not null default 'metric' check (units in ('metric', 'imperial')),
  display_name text,
  leaderboard_visibility text not null default 'public' check (leaderboard_visibility in ('public', 'private')),
  -- The athlete's event counter: a sequence is not in commit order, so a stream resumed after 11 could lose 10. It starts at
  -- created_at in units of 10 µs, above every id of an erased athlete with the same athlete_id: no athlete has 100,000
  -- events a second. 15 digits until the year 2286, which JSON's numbers hold exactly.
  last_event_id bigint not null default (extract(epoch from now()) * 100000)::bigint,
  created_at timestamptz not null default now(),
  -- Since when the athlete is hidden, and an execution deletes all data.
  erasing_since timestamptz,
  erasing_execution_number integer not null default 0,
  erasing_workflow_id text,
  unique (app_id, athlete_id)
);
-- The monthly reports of a zone read its athletes page by page.
create index athletes_of_time_zone on athletes (time_zone, athlete_uuid);
create index athletes_erasing on athletes (erasing_since) where erasing_since is not null;

create table athlete_weights (
  athlete_uuid uuid not null references athletes on delete cascade,
  valid_from date not null,
  weight_kg double precision not null,
  primary key (athlete_uuid, valid_from)
);

create table athlete_tokens (
  token_id uuid primary key,
  token_hash bytea not null unique,
  athlete_uuid uuid not null references athletes on delete cascade,
  -- The key that created the token. The token is revoked with it.
  key_hash bytea not null references api_keys on delete cascade,
  -- For a ticket: the one path that it opens, once. Null for a token.
  opens text,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null
);
create index athlete_tokens_of_athlete on athlete_tokens (athlete_uuid, token_id);

-- A request with many workouts or files, and its result. The body is not stored.
create table imports (
  import_id uuid primary key,
  app_id uuid not null references apps,
  -- Lines of workouts, or a zip of recordings.
  format text not null check (format in ('ndjson', 'zip')),
  -- The athlete of a zip's files; NDJSON lines name their athletes.
  athlete_uuid uuid references athletes on delete cascade,
  -- Failed: the body was interrupted. Accepted entries are processed all the same.
  status text not null default 'receiving' check (status in ('receiving', 'processing', 'processed', 'failed')),
  -- Committed pages: a page whose commit was in doubt is recognized by its number.
  pages integer not null default 0,
  -- The last line, or the position of the last file, in those pages.
  last_entry integer not null default 0,
  -- Lines or files. Until the import is settled, the results of files are counted from their uploads.
  total integer not null default 0,
  accepted integer not null default 0,
  duplicates integer not null default 0,
  refused integer not null default 0,
  execution_number integer not null default 0,
  workflow_id text,
  last_page_at timestamptz not null default now(),
  -- When everything in it was processed and the athletes were notified.
  settled_at timestamptz,
  -- The last athlete who was notified.
  notified_up_to uuid
);
create index imports_receiving on imports (last_page_at) where status = 'receiving';
create index imports_unsettled on imports (last_page_at) where status in ('processing', 'failed') and settled_at is null;
create index imports_of_athlete on imports (athlete_uuid) where athlete_uuid is not null;

-- Refused entries of an import, as RFC 9457 problems; of the input they hold a file's name only.
create table import_problems (
  import_id uuid not null references imports on delete cascade,
  -- The line, or the file's position in the zip.
  entry integer not null,
  file_name text,
  problem jsonb not null,
  primary key (import_id, entry)
);

-- Files as they were sent, committed with their 202.
create table uploads (
  upload_id uuid primary key,
  app_id uuid not null references apps,
  athlete_uuid uuid not null references athletes on delete cascade,
  content_hash bytea not null,
  content bytea storage external not null,
  format text check (format in ('gpx', 'tcx', 'fit')),
  status text not null default 'accepted' check (status in ('accepted', 'processing', 'processed', 'failed')),
  problem jsonb,
  execution_number integer not null default 0,
  workflow_id text,
  priority text not null default 'interactive' check (priority in ('interactive', 'bulk')),
  import_id uuid references imports on delete set null,
  -- The name of a file in a zip, without its path.
  file_name text,
  -- The sport and the title that an account export gives to the file.
  labels jsonb,
  accepted_at timestamptz not null default now(),
  unique (athlete_uuid, content_hash)
);
create index uploads_waiting on uploads (accepted_at)
  where workflow_id is null and status in ('accepted', 'processing');
create index uploads_of_import on uploads (import_id, file_name) where import_id is not null;

create table workouts (
  workout_id uuid primary key,
  -- The athlete's app; a foreign key would cost every save a check.
  app_id uuid not null,
  athlete_uuid uuid not null references athletes on delete cascade,
  revision integer not null default 1,
  -- Number of the execution of this revision: reprocess, redrive and reconciler start a further one with its own id.
  execution_number integer not null default 0,
  status text not null default 'accepted'
    check (status in ('accepted', 'processing', 'processed', 'processed_with_errors', 'deleted')),
  priority text not null default 'interactive' check (priority in ('interactive', 'bulk')),
  -- Imported: what it earns never sends an event.
  imported boolean not null default false,
  -- The workflow id of this execution. Null: the workout waits for the dispatcher.
  workflow_id text,
  -- SHA-256, shortened, of the key's space and the idempotency key, or of the content when no key was sent. Unique.
  -- Null: the content may be saved again, because the workout was deleted.
  accept_key uuid,
  -- SHA-256 of the content that was saved under an idempotency key. Null: no key was sent.
  accept_hash bytea,
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
  -- The start by the clock of the workout's zone, else the athlete's, by Node's zone rules. Null until processing begins.
  local_start timestamp,
  title text,
  visibility text not null default 'public' check (visibility in ('public', 'private')),
  -- Why it counts for nothing; those that an app cleared are below.
  flags text[] not null default '{}',
  flag_decision text check (flag_decision in ('keep', 'clear')),
  flag_reason text,
  cleared_flags text[],
  duplicate_of uuid references workouts on delete set null,
  -- The athlete decided that it is no duplicate, for good.
  kept_by_athlete boolean not null default false,
  upload_id uuid references uploads on delete set null,
  import_id uuid references imports on delete set null,
  -- The current execution is a redrive: it skips the steps that succeeded at this revision.
  redriven boolean not null default false,
  -- Whether the event that this revision was accepted has been sent.
  acceptance_notified boolean not null default false,
  -- Implausible data of the recording that was ignored, with the version of the rules. Null: there is no recording.
  cleaning jsonb,
  -- When the current execution was requested.
  accepted_at timestamptz not null default now(),
  finished_at timestamptz,
  deleted_at timestamptz
);
-- A save costs four index entries: the primary key and these three.
create unique index workouts_same on workouts (athlete_uuid, started_at desc, sport, duration_seconds)
  where deleted_at is null;
create unique index workouts_accept_key on workouts (accept_key);
create index workouts_waiting on workouts (priority, app_id, athlete_uuid)
  where workflow_id is null and status in ('accepted', 'processing');
-- A plain save has no entry in these.
create index workouts_failed on workouts (finished_at, workout_id) where status = 'processed_with_errors';
create index workouts_of_upload on workouts (upload_id) where upload_id is not null;
create index workouts_of_import on workouts (import_id, athlete_uuid) where import_id is not null;
create index workouts_unfinished_of_import on workouts (import_id)
  where import_id is not null and status in ('accepted', 'processing');
create index workouts_duplicates on workouts (duplicate_of) where duplicate_of is not null;
-- Nearly always empty; each step reads it (0.1 ms instead of 30).
create index workouts_redriven on workouts (workout_id) where redriven;

create table workout_tracks (
  workout_id uuid primary key references workouts on delete cascade,
  -- Implausible data of the file that is not in the track.
  left_out jsonb not null,
  -- Compressed already.
  points bytea storage external not null
);

-- The idempotency keys of edits and deletions; a save's key is a column of its workout.
create table revision_keys (
  -- Computed like accept_key.
  key uuid primary key,
  workout_id uuid not null references workouts on delete cascade,
  operation text not null check (operation in ('edit', 'delete', 'flag-review')),
  fingerprint bytea not null,
  revision integer not null
);
create index revision_keys_of_workout on revision_keys (workout_id);

-- One row for each execution that was claimed and has not ended. It is committed before the start, so that a crash
-- repeats the same start. Its subjects' rows hold the same workflow id.
create table executions (
  workflow_id text primary key,
  kind text not null check (kind in ('workout', 'batch', 'upload', 'report', 'erasure', 'import', 'email')),
  -- The workout, the batch, the upload, the import, the e-mail, or the athlete of a report or an erasure.
  subject_id uuid not null,
  month text,
  priority text not null default 'interactive' check (priority in ('interactive', 'bulk')),
  -- The workouts of a batch or of a single execution; the list never changes.
  workout_ids uuid[],
  revisions integer[],
  -- Search attributes; null for a batch.
  athlete_uuid uuid,
  sport text,
  claimed_at timestamptz not null default clock_timestamp(),
  -- When a dispatcher may try the start, or try it again. Null: Temporal has the execution.
  start_due_at timestamptz,
  -- Failed attempts in a row at its current activity, and the last error. Those of workouts are in workout_steps.
  attempts integer not null default 0,
  last_error text
);
create index executions_to_start on executions (start_due_at) where start_due_at is not null;

create table workout_steps (
  workout_id uuid not null references workouts on delete cascade,
  name text not null,
  revision integer not null,
  state text not null check (state in ('running', 'succeeded', 'failed', 'skipped')),
  -- The execution that wrote the state. A late attempt of an older one changes nothing.
  execution_number integer not null default 0,
  attempts integer not null default 0,
  -- Attempts of this execution whose error the workout may have caused: unclassified errors, and timeouts of the workout
  -- alone. From the first one on it is excluded from aggregates until it succeeds.
  failures integer not null default 0,
  timeouts integer not null default 0,
  last_error text,
  finished_at timestamptz,
  primary key (workout_id, name)
) with (fillfactor = 80);

-- Derived data: a pure function of the workouts that are not deleted, and of the athlete's profile.

create table workout_energy (
  workout_id uuid primary key references workouts on delete cascade,
  gross_kcal double precision,
  net_kcal double precision,
  method text,
  inputs jsonb,
  version text,
  out_of_range boolean,
  unavailable_reason text,
  rejected jsonb not null default '[]',
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
  -- 0 if the record is not over a distance.
  distance_meters double precision not null default 0,
  value double precision not null,
  unit text not null,
  workout_id uuid not null references workouts on delete cascade,
  achieved_at timestamptz not null,
  previous_value double precision,
  primary key (athlete_uuid, sport, kind, distance_meters)
);
create index records_of_workout on records (workout_id);

-- One row per athlete, period and sport ('' for all), a column per metric. Only scores are stored; ranks are computed on each read.
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

-- The log of each athlete, and of each app. Webhook endpoints and GET /v1/events read an app's events by position.
create table events (
  app_id uuid not null,
  -- Null for an event of the app itself, such as `webhook.disabled`.
  athlete_uuid uuid references athletes on delete cascade,
  event_id bigint not null,
  -- The transaction's id, plus event_log's offset. It grows with an athlete's event ids, and positions below the oldest
  -- open transaction's are complete: a sequence would show 11 before a slow transaction commits 10.
  position bigint not null,
  type text not null,
  data jsonb not null,
  created_at timestamptz not null default now()
);
create unique index events_of_athlete on events (athlete_uuid, event_id);
create unique index events_of_app_itself on events (app_id, event_id) where athlete_uuid is null;
-- Appended at its end, with equal entries of a transaction stored once.
create index events_in_order on events (app_id, position);

-- One row. Transaction ids begin low in another cluster; after a restore there, the offset keeps positions growing.
create table event_log (
  only_row boolean primary key default true check (only_row),
  transaction_offset bigint not null default 0
);
insert into event_log default values;

-- Readers of the log. Secrets leave the database only to sign.
create table webhook_endpoints (
  endpoint_id uuid primary key,
  app_id uuid not null references apps on delete cascade,
  url text not null,
  description text,
  -- Null: all types.
  event_types text[],
  -- The app's own id of the athlete. Null: all athletes, and the app itself.
  athlete_id text collate "C",
  status text not null default 'enabled' check (status in ('enabled', 'failing', 'disabled')),
  disabled_reason text check (disabled_reason in ('requested', 'gone', 'failing')),
  -- Since the first failed attempt after the last success.
  failing_since timestamptz,
  failures_in_a_row integer not null default 0,
  -- After many failures in a row, or a Retry-After, nothing is sent until then.
  paused_until timestamptz,
  secret text not null,
  private_key text not null,
  public_key text not null,
  -- After a rotation both sign until then.
  previous_secret text,
  previous_private_key text,
  previous_until timestamptz,
  -- The last event that was read, in the order (position, source, event id). It was delivered, or its source is held.
  cursor_position bigint not null,
  cursor_source uuid not null,
  cursor_event_id bigint not null,
  -- Incremented by each request that changes what is delivered, so that a running delivery starts over.
  revision integer not null default 0,
  -- Who delivers: one process at a time.
  lease uuid,
  leased_until timestamptz,
  delivered bigint not null default 0,
  failed bigint not null default 0,
  created_at timestamptz not null default now(),
  check ((status = 'disabled') = (disabled_reason is not null))
);
create index webhook_endpoints_of_app on webhook_endpoints (app_id, endpoint_id);

-- Sources that lag behind their endpoint's cursor, because an event of theirs failed. A source is an athlete, or the app
-- itself. Their later events wait in the log.
create table webhook_held (
  endpoint_id uuid not null references webhook_endpoints on delete cascade,
  source uuid not null,
  -- The event to deliver next, or the first one after it that exists.
  next_event_id bigint not null,
  -- Failed attempts of that event.
  attempts integer not null,
  next_attempt_at timestamptz not null,
  primary key (endpoint_id, source)
);

-- Events that somebody asked for again, and examples.
create table webhook_resends (
  endpoint_id uuid not null references webhook_endpoints on delete cascade,
  source uuid not null,
  event_id bigint not null,
  -- The type and the data of an example, which is not in the log.
  example jsonb,
  -- How often it was asked for: a delivery ends the request that it served.
  requests integer not null default 1,
  attempts integer not null default 0,
  next_attempt_at timestamptz not null default now(),
  created_at timestamptz not null default now(),
  primary key (endpoint_id, source, event_id)
);

-- Deleted by age, also those of a deleted endpoint: a day for successes, a week for failures.
create table webhook_attempts (
  attempt_id bigint generated always as identity,
  endpoint_id uuid not null,
  source uuid not null,
  event_id bigint not null,
  -- 1 for the first.
  attempt integer not null,
  started_at timestamptz not null,
  duration_ms integer not null,
  status_code integer,
  error text,
  -- The first KiB. Null if it is empty.
  response text,
  next_attempt_at timestamptz,
  -- From the event to its receipt. Null for failures and resends.
  delivery_ms integer,
  -- Only 2xx with a complete response is a success.
  succeeded boolean not null generated always as
    (coalesce(status_code between 200 and 299 and error is null, false)) stored,
  -- A list of failures skips the successes, which may be millions a day. With an index of attempt_id alone, the planner
  -- would read all of them backwards.
  primary key (endpoint_id, succeeded, attempt_id)
);
create index webhook_attempts_of_event on webhook_attempts (source, event_id);
create index webhook_attempts_by_age on webhook_attempts using brin (started_at);

-- A requested monthly report: its state, its newest revision, and whether a later change has made it stale.
create table report_months (
  athlete_uuid uuid not null references athletes on delete cascade,
  month text not null,
  state text not null check (state in ('building', 'ready', 'failed')),
  revision integer not null default 0,
  execution_number integer not null default 0,
  workflow_id text,
  stale_since timestamptz,
  requested_at timestamptz not null default now(),
  -- Null before the first revision.
  report jsonb,
  -- Whether the month was over in that revision.
  complete boolean,
  primary key (athlete_uuid, month)
  -- The report is stored out of line, so that marking it as stale does not copy it.
) with (toast_tuple_target = 128);
create index report_months_stale on report_months (month, stale_since) where stale_since is not null;
create index report_months_failed on report_months (requested_at) where state = 'failed';
create index report_months_waiting on report_months (requested_at) where workflow_id is null and state = 'building';

-- Where an athlete gets e-mail. Not a part of the profile: replacing that never undoes an unsubscribe.
create table athlete_notifications (
  athlete_uuid uuid primary key references athletes on delete cascade,
  email text,
  report_by_email boolean not null,
  badges_by_email boolean not null,
  -- Local times, HH:mm.
  quiet_from text,
  quiet_to text,
  -- The recipient's server refused the address for good, with this SMTP code. A changed address clears it.
  bounced_at timestamptz,
  bounce_code integer,
  -- Signs the unsubscribe links of this athlete.
  secret bytea not null,
  check ((quiet_from is null) = (quiet_to is null)),
  check ((bounced_at is null) = (bounce_code is null))
);

-- One row for each e-mail, sent or not. It is kept: it prevents a second one, and unsubscribe links refer to it.
create table emails (
  email_id uuid primary key,
  athlete_uuid uuid not null references athletes on delete cascade,
  kind text not null check (kind in ('report', 'badges')),
  month text,
  revision integer,
  workout_id uuid,
  state text not null default 'waiting' check (state in ('waiting', 'sent', 'skipped', 'failed')),
  -- Why it was skipped or failed.
  reason text,
  execution_number integer not null default 0,
  workflow_id text,
  -- Not sent before, because of quiet hours.
  due_at timestamptz not null default now(),
  -- An attempt is sending it. No other one does before this time, which the attempt moves on.
  sending_until timestamptz,
  requested_at timestamptz not null default now(),
  check ((kind = 'report') = (month is not null and revision is not null)),
  check ((kind = 'badges') = (workout_id is not null))
);
create index emails_waiting on emails (due_at) where workflow_id is null and state = 'waiting';
create index emails_of_athlete on emails (athlete_uuid);

-- The counted workouts: not deleted, not flagged, not a duplicate, and processing has begun.
create view counted_workouts as
select
  w.workout_id,
  w.athlete_uuid,
  w.app_id,
  w.revision,
  w.status,
  w.sport,
  w.visibility,
  w.started_at,
  w.local_start,
  w.duration_seconds,
  w.moving_seconds,
  w.distance_meters,
  w.elevation_gain_meters,
  e.gross_kcal
from workouts w
left join workout_energy e on e.workout_id = w.workout_id
where w.deleted_at is null
  and w.flags = '{}'
  and w.duplicate_of is null
  and w.local_start is not null;

-- The load of a workout on its athlete. TSS is computed when it is read, so that a new threshold power recomputes nothing.
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
