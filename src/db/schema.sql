-- What the migrations make, from the catalog. Written by a test: UPDATE_SCHEMA=1 npm test -- test/db/migrations.test.ts

create table achievement_progress (
  athlete_uuid uuid not null,
  achievement_id text not null,
  value double precision not null,
  target double precision not null,
  constraint achievement_progress_pkey PRIMARY KEY (athlete_uuid, achievement_id),
  constraint achievement_progress_athlete_uuid_fkey FOREIGN KEY (athlete_uuid) REFERENCES athletes(athlete_uuid) ON DELETE CASCADE
);

create table api_keys (
  key_hash bytea not null,
  app_id uuid not null,
  role text not null default 'app'::text,
  created_at timestamp with time zone not null default now(),
  revoked_at timestamp with time zone,
  constraint api_keys_pkey PRIMARY KEY (key_hash),
  constraint api_keys_app_id_fkey FOREIGN KEY (app_id) REFERENCES apps(app_id) ON DELETE CASCADE,
  constraint api_keys_role_check CHECK ((role = ANY (ARRAY['app'::text, 'operator'::text])))
);

create table apps (
  app_id uuid not null,
  name text not null,
  last_event_id bigint not null default 0,
  share_key bytea not null default (uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())),
  created_at timestamp with time zone not null default now(),
  constraint apps_pkey PRIMARY KEY (app_id),
  constraint apps_name_key UNIQUE (name)
);

create table athlete_notifications (
  athlete_uuid uuid not null,
  email text,
  report_by_email boolean not null,
  badges_by_email boolean not null,
  quiet_from text,
  quiet_to text,
  bounced_at timestamp with time zone,
  bounce_code integer,
  secret bytea not null,
  constraint athlete_notifications_pkey PRIMARY KEY (athlete_uuid),
  constraint athlete_notifications_athlete_uuid_fkey FOREIGN KEY (athlete_uuid) REFERENCES athletes(athlete_uuid) ON DELETE CASCADE,
  constraint athlete_notifications_check CHECK (((quiet_from IS NULL) = (quiet_to IS NULL))),
  constraint athlete_notifications_check1 CHECK (((bounced_at IS NULL) = (bounce_code IS NULL)))
);

create table athlete_tokens (
  token_id uuid not null,
  token_hash bytea not null,
  athlete_uuid uuid not null,
  key_hash bytea not null,
  opens text,
  created_at timestamp with time zone not null default now(),
  expires_at timestamp with time zone not null,
  constraint athlete_tokens_pkey PRIMARY KEY (token_id),
  constraint athlete_tokens_athlete_uuid_fkey FOREIGN KEY (athlete_uuid) REFERENCES athletes(athlete_uuid) ON DELETE CASCADE,
  constraint athlete_tokens_key_hash_fkey FOREIGN KEY (key_hash) REFERENCES api_keys(key_hash) ON DELETE CASCADE,
  constraint athlete_tokens_token_hash_key UNIQUE (token_hash)
);
CREATE INDEX athlete_tokens_of_athlete ON public.athlete_tokens USING btree (athlete_uuid, token_id);

create table athlete_weights (
  athlete_uuid uuid not null,
  valid_from date not null,
  weight_kg double precision not null,
  constraint athlete_weights_pkey PRIMARY KEY (athlete_uuid, valid_from),
  constraint athlete_weights_athlete_uuid_fkey FOREIGN KEY (athlete_uuid) REFERENCES athletes(athlete_uuid) ON DELETE CASCADE
);

create table athletes (
  athlete_uuid uuid not null,
  app_id uuid not null,
  athlete_id text collate "C" not null,
  time_zone text not null default 'UTC'::text,
  sex text,
  birth_date date,
  height_cm double precision,
  resting_heart_rate double precision,
  max_heart_rate double precision,
  ftp_watts double precision,
  vo2_max double precision,
  units text not null default 'metric'::text,
  display_name text,
  leaderboard_visibility text not null default 'public'::text,
  last_event_id bigint not null default ((EXTRACT(epoch FROM now()) * (100000)::numeric))::bigint,
  created_at timestamp with time zone not null default now(),
  erasing_since timestamp with time zone,
  erasing_execution_number integer not null default 0,
  erasing_workflow_id text,
  constraint athletes_pkey PRIMARY KEY (athlete_uuid),
  constraint athletes_app_id_athlete_id_key UNIQUE (app_id, athlete_id),
  constraint athletes_app_id_fkey FOREIGN KEY (app_id) REFERENCES apps(app_id),
  constraint athletes_leaderboard_visibility_check CHECK ((leaderboard_visibility = ANY (ARRAY['public'::text, 'private'::text]))),
  constraint athletes_sex_check CHECK ((sex = ANY (ARRAY['female'::text, 'male'::text]))),
  constraint athletes_units_check CHECK ((units = ANY (ARRAY['metric'::text, 'imperial'::text])))
);
CREATE INDEX athletes_erasing ON public.athletes USING btree (erasing_since) WHERE (erasing_since IS NOT NULL);
CREATE INDEX athletes_of_time_zone ON public.athletes USING btree (time_zone, athlete_uuid);

create table awards (
  athlete_uuid uuid not null,
  achievement_id text not null,
  period_key text not null default ''::text,
  tier double precision,
  workout_id uuid not null,
  earned_at timestamp with time zone not null,
  constraint awards_pkey PRIMARY KEY (athlete_uuid, achievement_id, period_key),
  constraint awards_athlete_uuid_fkey FOREIGN KEY (athlete_uuid) REFERENCES athletes(athlete_uuid) ON DELETE CASCADE,
  constraint awards_workout_id_fkey FOREIGN KEY (workout_id) REFERENCES workouts(workout_id) ON DELETE CASCADE
);
CREATE INDEX awards_of_workout ON public.awards USING btree (workout_id);

create table best_efforts (
  workout_id uuid not null,
  distance_meters double precision not null,
  duration_seconds double precision not null,
  constraint best_efforts_pkey PRIMARY KEY (workout_id, distance_meters),
  constraint best_efforts_workout_id_fkey FOREIGN KEY (workout_id) REFERENCES workouts(workout_id) ON DELETE CASCADE
);

create table emails (
  email_id uuid not null,
  athlete_uuid uuid not null,
  kind text not null,
  month text,
  revision integer,
  workout_id uuid,
  state text not null default 'waiting'::text,
  reason text,
  execution_number integer not null default 0,
  workflow_id text,
  due_at timestamp with time zone not null default now(),
  sending_until timestamp with time zone,
  requested_at timestamp with time zone not null default now(),
  constraint emails_pkey PRIMARY KEY (email_id),
  constraint emails_athlete_uuid_fkey FOREIGN KEY (athlete_uuid) REFERENCES athletes(athlete_uuid) ON DELETE CASCADE,
  constraint emails_check CHECK (((kind = 'report'::text) = ((month IS NOT NULL) AND (revision IS NOT NULL)))),
  constraint emails_check1 CHECK (((kind = 'badges'::text) = (workout_id IS NOT NULL))),
  constraint emails_kind_check CHECK ((kind = ANY (ARRAY['report'::text, 'badges'::text]))),
  constraint emails_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'sent'::text, 'skipped'::text, 'failed'::text])))
);
CREATE INDEX emails_of_athlete ON public.emails USING btree (athlete_uuid);
CREATE INDEX emails_waiting ON public.emails USING btree (due_at) WHERE ((workflow_id IS NULL) AND (state = 'waiting'::text));

create table event_log (
  only_row boolean not null default true,
  transaction_offset bigint not null default 0,
  constraint event_log_pkey PRIMARY KEY (only_row),
  constraint event_log_only_row_check CHECK (only_row)
);

create table events (
  app_id uuid not null,
  athlete_uuid uuid,
  event_id bigint not null,
  "position" bigint not null,
  type text not null,
  data jsonb not null,
  created_at timestamp with time zone not null default now(),
  constraint events_athlete_uuid_fkey FOREIGN KEY (athlete_uuid) REFERENCES athletes(athlete_uuid) ON DELETE CASCADE
);
CREATE INDEX events_in_order ON public.events USING btree (app_id, "position");
CREATE UNIQUE INDEX events_of_app_itself ON public.events USING btree (app_id, event_id) WHERE (athlete_uuid IS NULL);
CREATE UNIQUE INDEX events_of_athlete ON public.events USING btree (athlete_uuid, event_id);

create table executions (
  workflow_id text not null,
  kind text not null,
  subject_id uuid not null,
  month text,
  priority text not null default 'interactive'::text,
  workout_ids uuid[],
  revisions integer[],
  athlete_uuid uuid,
  sport text,
  claimed_at timestamp with time zone not null default clock_timestamp(),
  start_due_at timestamp with time zone,
  attempts integer not null default 0,
  last_error text,
  constraint executions_pkey PRIMARY KEY (workflow_id),
  constraint executions_kind_check CHECK ((kind = ANY (ARRAY['workout'::text, 'batch'::text, 'upload'::text, 'report'::text, 'erasure'::text, 'import'::text, 'email'::text]))),
  constraint executions_priority_check CHECK ((priority = ANY (ARRAY['interactive'::text, 'bulk'::text])))
);
CREATE INDEX executions_to_start ON public.executions USING btree (start_due_at) WHERE (start_due_at IS NOT NULL);

create table import_problems (
  import_id uuid not null,
  entry integer not null,
  file_name text,
  problem jsonb not null,
  constraint import_problems_pkey PRIMARY KEY (import_id, entry),
  constraint import_problems_import_id_fkey FOREIGN KEY (import_id) REFERENCES imports(import_id) ON DELETE CASCADE
);

create table imports (
  import_id uuid not null,
  app_id uuid not null,
  format text not null,
  athlete_uuid uuid,
  status text not null default 'receiving'::text,
  pages integer not null default 0,
  last_entry integer not null default 0,
  total integer not null default 0,
  accepted integer not null default 0,
  duplicates integer not null default 0,
  refused integer not null default 0,
  execution_number integer not null default 0,
  workflow_id text,
  last_page_at timestamp with time zone not null default now(),
  settled_at timestamp with time zone,
  notified_up_to uuid,
  constraint imports_pkey PRIMARY KEY (import_id),
  constraint imports_app_id_fkey FOREIGN KEY (app_id) REFERENCES apps(app_id),
  constraint imports_athlete_uuid_fkey FOREIGN KEY (athlete_uuid) REFERENCES athletes(athlete_uuid) ON DELETE CASCADE,
  constraint imports_format_check CHECK ((format = ANY (ARRAY['ndjson'::text, 'zip'::text]))),
  constraint imports_status_check CHECK ((status = ANY (ARRAY['receiving'::text, 'processing'::text, 'processed'::text, 'failed'::text])))
);
CREATE INDEX imports_of_athlete ON public.imports USING btree (athlete_uuid) WHERE (athlete_uuid IS NOT NULL);
CREATE INDEX imports_receiving ON public.imports USING btree (last_page_at) WHERE (status = 'receiving'::text);
CREATE INDEX imports_unsettled ON public.imports USING btree (last_page_at) WHERE ((status = ANY (ARRAY['processing'::text, 'failed'::text])) AND (settled_at IS NULL));

create table leaderboard_scores (
  athlete_uuid uuid not null,
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
  constraint leaderboard_scores_pkey PRIMARY KEY (athlete_uuid, period, sport),
  constraint leaderboard_scores_athlete_uuid_fkey FOREIGN KEY (athlete_uuid) REFERENCES athletes(athlete_uuid) ON DELETE CASCADE
);
CREATE INDEX leaderboard_distance ON public.leaderboard_scores USING btree (app_id, period, sport, distance_meters DESC, athlete_id) WHERE (visible AND (distance_meters > (0)::double precision));
CREATE INDEX leaderboard_duration ON public.leaderboard_scores USING btree (app_id, period, sport, duration_seconds DESC, athlete_id) WHERE (visible AND (duration_seconds > (0)::double precision));
CREATE INDEX leaderboard_elevation ON public.leaderboard_scores USING btree (app_id, period, sport, elevation_gain_meters DESC, athlete_id) WHERE (visible AND (elevation_gain_meters > (0)::double precision));
CREATE INDEX leaderboard_energy ON public.leaderboard_scores USING btree (app_id, period, sport, energy_kcal DESC, athlete_id) WHERE (visible AND (energy_kcal > (0)::double precision));
CREATE INDEX leaderboard_fastest_10k ON public.leaderboard_scores USING btree (app_id, period, sport, fastest_10k, athlete_id) WHERE (visible AND (fastest_10k > (0)::double precision));
CREATE INDEX leaderboard_fastest_5k ON public.leaderboard_scores USING btree (app_id, period, sport, fastest_5k, athlete_id) WHERE (visible AND (fastest_5k > (0)::double precision));
CREATE INDEX leaderboard_fastest_half_marathon ON public.leaderboard_scores USING btree (app_id, period, sport, fastest_half_marathon, athlete_id) WHERE (visible AND (fastest_half_marathon > (0)::double precision));
CREATE INDEX leaderboard_fastest_marathon ON public.leaderboard_scores USING btree (app_id, period, sport, fastest_marathon, athlete_id) WHERE (visible AND (fastest_marathon > (0)::double precision));
CREATE INDEX leaderboard_workouts ON public.leaderboard_scores USING btree (app_id, period, sport, workouts DESC, athlete_id) WHERE (visible AND (workouts > (0)::double precision));

create table records (
  athlete_uuid uuid not null,
  sport text not null,
  kind text not null,
  distance_meters double precision not null default 0,
  value double precision not null,
  unit text not null,
  workout_id uuid not null,
  achieved_at timestamp with time zone not null,
  previous_value double precision,
  constraint records_pkey PRIMARY KEY (athlete_uuid, sport, kind, distance_meters),
  constraint records_athlete_uuid_fkey FOREIGN KEY (athlete_uuid) REFERENCES athletes(athlete_uuid) ON DELETE CASCADE,
  constraint records_workout_id_fkey FOREIGN KEY (workout_id) REFERENCES workouts(workout_id) ON DELETE CASCADE
);
CREATE INDEX records_of_workout ON public.records USING btree (workout_id);

create table report_months (
  athlete_uuid uuid not null,
  month text not null,
  state text not null,
  revision integer not null default 0,
  execution_number integer not null default 0,
  workflow_id text,
  stale_since timestamp with time zone,
  requested_at timestamp with time zone not null default now(),
  report jsonb,
  complete boolean,
  constraint report_months_pkey PRIMARY KEY (athlete_uuid, month),
  constraint report_months_athlete_uuid_fkey FOREIGN KEY (athlete_uuid) REFERENCES athletes(athlete_uuid) ON DELETE CASCADE,
  constraint report_months_state_check CHECK ((state = ANY (ARRAY['building'::text, 'ready'::text, 'failed'::text])))
) with (toast_tuple_target=128);
CREATE INDEX report_months_failed ON public.report_months USING btree (requested_at) WHERE (state = 'failed'::text);
CREATE INDEX report_months_stale ON public.report_months USING btree (month, stale_since) WHERE (stale_since IS NOT NULL);
CREATE INDEX report_months_waiting ON public.report_months USING btree (requested_at) WHERE ((workflow_id IS NULL) AND (state = 'building'::text));

create table revision_keys (
  key uuid not null,
  workout_id uuid not null,
  operation text not null,
  fingerprint bytea not null,
  revision integer not null,
  constraint revision_keys_pkey PRIMARY KEY (key),
  constraint revision_keys_operation_check CHECK ((operation = ANY (ARRAY['edit'::text, 'delete'::text, 'flag-review'::text]))),
  constraint revision_keys_workout_id_fkey FOREIGN KEY (workout_id) REFERENCES workouts(workout_id) ON DELETE CASCADE
);
CREATE INDEX revision_keys_of_workout ON public.revision_keys USING btree (workout_id);

create table uploads (
  upload_id uuid not null,
  app_id uuid not null,
  athlete_uuid uuid not null,
  content_hash bytea not null,
  content bytea storage external not null,
  format text,
  status text not null default 'accepted'::text,
  problem jsonb,
  execution_number integer not null default 0,
  workflow_id text,
  priority text not null default 'interactive'::text,
  import_id uuid,
  file_name text,
  labels jsonb,
  accepted_at timestamp with time zone not null default now(),
  constraint uploads_pkey PRIMARY KEY (upload_id),
  constraint uploads_app_id_fkey FOREIGN KEY (app_id) REFERENCES apps(app_id),
  constraint uploads_athlete_uuid_content_hash_key UNIQUE (athlete_uuid, content_hash),
  constraint uploads_athlete_uuid_fkey FOREIGN KEY (athlete_uuid) REFERENCES athletes(athlete_uuid) ON DELETE CASCADE,
  constraint uploads_format_check CHECK ((format = ANY (ARRAY['gpx'::text, 'tcx'::text, 'fit'::text]))),
  constraint uploads_import_id_fkey FOREIGN KEY (import_id) REFERENCES imports(import_id) ON DELETE SET NULL,
  constraint uploads_priority_check CHECK ((priority = ANY (ARRAY['interactive'::text, 'bulk'::text]))),
  constraint uploads_status_check CHECK ((status = ANY (ARRAY['accepted'::text, 'processing'::text, 'processed'::text, 'failed'::text])))
);
CREATE INDEX uploads_of_import ON public.uploads USING btree (import_id, file_name) WHERE (import_id IS NOT NULL);
CREATE INDEX uploads_waiting ON public.uploads USING btree (accepted_at) WHERE ((workflow_id IS NULL) AND (status = ANY (ARRAY['accepted'::text, 'processing'::text])));

create table webhook_attempts (
  attempt_id bigint not null generated always as identity,
  endpoint_id uuid not null,
  source uuid not null,
  event_id bigint not null,
  attempt integer not null,
  started_at timestamp with time zone not null,
  duration_ms integer not null,
  status_code integer,
  error text,
  response text,
  next_attempt_at timestamp with time zone,
  delivery_ms integer,
  succeeded boolean not null generated always as (COALESCE((((status_code >= 200) AND (status_code <= 299)) AND (error IS NULL)), false)) stored,
  constraint webhook_attempts_pkey PRIMARY KEY (endpoint_id, succeeded, attempt_id)
);
CREATE INDEX webhook_attempts_by_age ON public.webhook_attempts USING brin (started_at);
CREATE INDEX webhook_attempts_of_event ON public.webhook_attempts USING btree (source, event_id);

create table webhook_endpoints (
  endpoint_id uuid not null,
  app_id uuid not null,
  url text not null,
  description text,
  event_types text[],
  athlete_id text collate "C",
  status text not null default 'enabled'::text,
  disabled_reason text,
  failing_since timestamp with time zone,
  failures_in_a_row integer not null default 0,
  paused_until timestamp with time zone,
  secret text not null,
  private_key text not null,
  public_key text not null,
  previous_secret text,
  previous_private_key text,
  previous_until timestamp with time zone,
  cursor_position bigint not null,
  cursor_source uuid not null,
  cursor_event_id bigint not null,
  revision integer not null default 0,
  lease uuid,
  leased_until timestamp with time zone,
  delivered bigint not null default 0,
  failed bigint not null default 0,
  created_at timestamp with time zone not null default now(),
  constraint webhook_endpoints_pkey PRIMARY KEY (endpoint_id),
  constraint webhook_endpoints_app_id_fkey FOREIGN KEY (app_id) REFERENCES apps(app_id) ON DELETE CASCADE,
  constraint webhook_endpoints_check CHECK (((status = 'disabled'::text) = (disabled_reason IS NOT NULL))),
  constraint webhook_endpoints_disabled_reason_check CHECK ((disabled_reason = ANY (ARRAY['requested'::text, 'gone'::text, 'failing'::text]))),
  constraint webhook_endpoints_status_check CHECK ((status = ANY (ARRAY['enabled'::text, 'failing'::text, 'disabled'::text])))
);
CREATE INDEX webhook_endpoints_of_app ON public.webhook_endpoints USING btree (app_id, endpoint_id);

create table webhook_held (
  endpoint_id uuid not null,
  source uuid not null,
  next_event_id bigint not null,
  attempts integer not null,
  next_attempt_at timestamp with time zone not null,
  constraint webhook_held_pkey PRIMARY KEY (endpoint_id, source),
  constraint webhook_held_endpoint_id_fkey FOREIGN KEY (endpoint_id) REFERENCES webhook_endpoints(endpoint_id) ON DELETE CASCADE
);

create table webhook_resends (
  endpoint_id uuid not null,
  source uuid not null,
  event_id bigint not null,
  example jsonb,
  requests integer not null default 1,
  attempts integer not null default 0,
  next_attempt_at timestamp with time zone not null default now(),
  created_at timestamp with time zone not null default now(),
  constraint webhook_resends_pkey PRIMARY KEY (endpoint_id, source, event_id),
  constraint webhook_resends_endpoint_id_fkey FOREIGN KEY (endpoint_id) REFERENCES webhook_endpoints(endpoint_id) ON DELETE CASCADE
);

create table workout_energy (
  workout_id uuid not null,
  gross_kcal double precision,
  net_kcal double precision,
  method text,
  inputs jsonb,
  version text,
  out_of_range boolean,
  unavailable_reason text,
  rejected jsonb not null default '[]'::jsonb,
  constraint workout_energy_pkey PRIMARY KEY (workout_id),
  constraint workout_energy_check CHECK (((gross_kcal IS NULL) = (unavailable_reason IS NOT NULL))),
  constraint workout_energy_workout_id_fkey FOREIGN KEY (workout_id) REFERENCES workouts(workout_id) ON DELETE CASCADE
);

create table workout_steps (
  workout_id uuid not null,
  name text not null,
  revision integer not null,
  state text not null,
  execution_number integer not null default 0,
  attempts integer not null default 0,
  failures integer not null default 0,
  timeouts integer not null default 0,
  last_error text,
  finished_at timestamp with time zone,
  constraint workout_steps_pkey PRIMARY KEY (workout_id, name),
  constraint workout_steps_state_check CHECK ((state = ANY (ARRAY['running'::text, 'succeeded'::text, 'failed'::text, 'skipped'::text]))),
  constraint workout_steps_workout_id_fkey FOREIGN KEY (workout_id) REFERENCES workouts(workout_id) ON DELETE CASCADE
) with (fillfactor=80);

create table workout_tracks (
  workout_id uuid not null,
  left_out jsonb not null,
  points bytea storage external not null,
  constraint workout_tracks_pkey PRIMARY KEY (workout_id),
  constraint workout_tracks_workout_id_fkey FOREIGN KEY (workout_id) REFERENCES workouts(workout_id) ON DELETE CASCADE
);

create table workout_training_load (
  workout_id uuid not null,
  normalized_power_watts double precision,
  power_seconds integer,
  power_unavailable_reason text,
  trimp double precision,
  trimp_unavailable_reason text,
  constraint workout_training_load_pkey PRIMARY KEY (workout_id),
  constraint workout_training_load_check CHECK (((normalized_power_watts IS NULL) = (power_unavailable_reason IS NOT NULL))),
  constraint workout_training_load_check1 CHECK (((power_seconds IS NULL) = (normalized_power_watts IS NULL))),
  constraint workout_training_load_check2 CHECK (((trimp IS NULL) = (trimp_unavailable_reason IS NOT NULL))),
  constraint workout_training_load_workout_id_fkey FOREIGN KEY (workout_id) REFERENCES workouts(workout_id) ON DELETE CASCADE
);

create table workouts (
  workout_id uuid not null,
  app_id uuid not null,
  athlete_uuid uuid not null,
  revision integer not null default 1,
  execution_number integer not null default 0,
  status text not null default 'accepted'::text,
  priority text not null default 'interactive'::text,
  imported boolean not null default false,
  workflow_id text,
  accept_key uuid,
  accept_hash bytea,
  sport text not null,
  started_at timestamp with time zone not null,
  duration_seconds double precision not null,
  moving_seconds double precision,
  distance_meters double precision,
  elevation_gain_meters double precision,
  average_heart_rate double precision,
  max_heart_rate double precision,
  average_power_watts double precision,
  device_kcal double precision,
  time_zone text,
  local_start timestamp without time zone,
  title text,
  visibility text not null default 'public'::text,
  flags text[] not null default '{}'::text[],
  flag_decision text,
  flag_reason text,
  cleared_flags text[],
  duplicate_of uuid,
  kept_by_athlete boolean not null default false,
  upload_id uuid,
  import_id uuid,
  redriven boolean not null default false,
  acceptance_notified boolean not null default false,
  cleaning jsonb,
  accepted_at timestamp with time zone not null default now(),
  finished_at timestamp with time zone,
  deleted_at timestamp with time zone,
  constraint workouts_pkey PRIMARY KEY (workout_id),
  constraint workouts_athlete_uuid_fkey FOREIGN KEY (athlete_uuid) REFERENCES athletes(athlete_uuid) ON DELETE CASCADE,
  constraint workouts_duplicate_of_fkey FOREIGN KEY (duplicate_of) REFERENCES workouts(workout_id) ON DELETE SET NULL,
  constraint workouts_flag_decision_check CHECK ((flag_decision = ANY (ARRAY['keep'::text, 'clear'::text]))),
  constraint workouts_import_id_fkey FOREIGN KEY (import_id) REFERENCES imports(import_id) ON DELETE SET NULL,
  constraint workouts_priority_check CHECK ((priority = ANY (ARRAY['interactive'::text, 'bulk'::text]))),
  constraint workouts_status_check CHECK ((status = ANY (ARRAY['accepted'::text, 'processing'::text, 'processed'::text, 'processed_with_errors'::text, 'deleted'::text]))),
  constraint workouts_upload_id_fkey FOREIGN KEY (upload_id) REFERENCES uploads(upload_id) ON DELETE SET NULL,
  constraint workouts_visibility_check CHECK ((visibility = ANY (ARRAY['public'::text, 'private'::text])))
);
CREATE UNIQUE INDEX workouts_accept_key ON public.workouts USING btree (accept_key);
CREATE INDEX workouts_duplicates ON public.workouts USING btree (duplicate_of) WHERE (duplicate_of IS NOT NULL);
CREATE INDEX workouts_failed ON public.workouts USING btree (finished_at, workout_id) WHERE (status = 'processed_with_errors'::text);
CREATE INDEX workouts_of_import ON public.workouts USING btree (import_id, athlete_uuid) WHERE (import_id IS NOT NULL);
CREATE INDEX workouts_of_upload ON public.workouts USING btree (upload_id) WHERE (upload_id IS NOT NULL);
CREATE INDEX workouts_redriven ON public.workouts USING btree (workout_id) WHERE redriven;
CREATE UNIQUE INDEX workouts_same ON public.workouts USING btree (athlete_uuid, started_at DESC, sport, duration_seconds) WHERE (deleted_at IS NULL);
CREATE INDEX workouts_unfinished_of_import ON public.workouts USING btree (import_id) WHERE ((import_id IS NOT NULL) AND (status = ANY (ARRAY['accepted'::text, 'processing'::text])));
CREATE INDEX workouts_waiting ON public.workouts USING btree (priority, app_id, athlete_uuid) WHERE ((workflow_id IS NULL) AND (status = ANY (ARRAY['accepted'::text, 'processing'::text])));

create view counted_workouts as
 SELECT w.workout_id,
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
   FROM workouts w
     LEFT JOIN workout_energy e ON e.workout_id = w.workout_id
  WHERE w.deleted_at IS NULL AND w.flags = '{}'::text[] AND w.duplicate_of IS NULL AND w.local_start IS NOT NULL;
