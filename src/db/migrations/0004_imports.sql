-- Up Migration

-- A body of many workouts or files, and what became of it. The body itself is not kept.
create table imports (
  import_id uuid primary key,
  app_id uuid not null references apps,
  -- Lines of workouts, or a zip of recordings.
  format text not null check (format in ('ndjson', 'zip')),
  -- Whose files a zip holds; the lines of an NDJSON name their athletes themselves.
  athlete_uuid uuid references athletes on delete cascade,
  -- A body that broke off is failed; what had been accepted of it is processed all the same.
  status text not null default 'receiving' check (status in ('receiving', 'processing', 'processed', 'failed')),
  -- The pages that are committed: one whose commit was in doubt is recognised by its number.
  pages integer not null default 0,
  -- The last line, or file by its place, that they told of.
  last_entry integer not null default 0,
  -- Lines or files. Until the import is settled, files are told from their uploads on top of these counts.
  total integer not null default 0,
  accepted integer not null default 0,
  duplicates integer not null default 0,
  refused integer not null default 0,
  workflow_id text,
  created_at timestamptz not null default now(),
  last_page_at timestamptz not null default now(),
  -- Since then it is terminal: everything in it is processed, and the athletes are told.
  settled_at timestamptz,
  -- The last athlete that was told.
  told_upto uuid
);
create index imports_receiving on imports (last_page_at) where status = 'receiving';
create index imports_unsettled on imports (last_page_at) where status in ('processing', 'failed') and settled_at is null;
create index imports_of_athlete on imports (athlete_uuid) where athlete_uuid is not null;

-- What was refused of an import, and why: RFC 9457, and nothing of what was sent but a file's name.
create table import_problems (
  import_id uuid not null references imports on delete cascade,
  -- The line, or the file's place in the zip.
  entry integer not null,
  file_name text,
  problem jsonb not null,
  primary key (import_id, entry)
);

alter table workouts add column import_id uuid references imports on delete set null;
create index workouts_of_import on workouts (import_id, athlete_uuid) where import_id is not null;
create index workouts_unfinished_of_import on workouts (import_id)
  where import_id is not null and status in ('accepted', 'processing');

alter table uploads add column import_id uuid references imports on delete set null;
-- A label to find the file by; never a path.
alter table uploads add column file_name text;
alter table uploads add column priority text not null default 'interactive' check (priority in ('interactive', 'bulk'));
create index uploads_of_import on uploads (import_id, file_name) where import_id is not null;

alter table outbox drop constraint outbox_kind_check;
alter table outbox
  add constraint outbox_kind_check check (kind in ('workout', 'upload', 'report', 'erasure', 'import'));
