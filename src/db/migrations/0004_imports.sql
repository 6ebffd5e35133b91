-- Up Migration

-- A body of many workouts or files, and what became of it. The body itself is not kept.
create table imports (
  import_id uuid primary key,
  app_id uuid not null references apps,
  -- Whose files a zip holds; the lines of an NDJSON name their athletes themselves.
  athlete_uuid uuid references athletes on delete cascade,
  status text not null default 'receiving' check (status in ('receiving', 'processing', 'processed', 'failed')),
  total integer not null default 0,
  accepted integer not null default 0,
  duplicates integer not null default 0,
  refused integer not null default 0,
  -- The first thousand; the counts tell of all.
  problems jsonb not null default '[]',
  workflow_id text,
  created_at timestamptz not null default now()
);
create index imports_unfinished on imports (created_at) where status = 'processing';

alter table workouts add column import_id uuid references imports on delete set null;
create index workouts_of_import on workouts (import_id) where import_id is not null;
alter table uploads add column import_id uuid references imports on delete set null;
create index uploads_of_import on uploads (import_id) where import_id is not null;
alter table uploads add column priority text not null default 'interactive' check (priority in ('interactive', 'bulk'));

alter table outbox drop constraint outbox_kind_check;
alter table outbox
  add constraint outbox_kind_check check (kind in ('workout', 'upload', 'report', 'erasure', 'import'));
